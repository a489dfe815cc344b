/// The door `postern demo`: the whole story in one process, with keys made on the spot and thrown away; it
/// *touches secret keys*, none of which protects anybody.
package org.postern.demo;
