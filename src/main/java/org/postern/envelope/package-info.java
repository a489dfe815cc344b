/// What the server may see: fixed frames, their sizes, and the refusals; sealed bytes stay sealed here, so it
/// *touches no secrets*.
package org.postern.envelope;
