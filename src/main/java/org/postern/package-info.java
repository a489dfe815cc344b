/// The front of the house: `Main` lists the doors and nothing else; it *touches no secrets*.
package org.postern;
