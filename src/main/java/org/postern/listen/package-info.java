/// Bounds in time and size that a listening server needs and Helidon does not set: whole requests, answers, headers.
/// It sees bytes pass and keeps none: *touches no secrets*.
package org.postern.listen;
