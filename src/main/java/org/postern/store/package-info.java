/// Keeps sealed rows in PostgreSQL: the tick, the reads, erasing, the nightly re-deal, and the embedded server;
/// it *touches no secrets*.
package org.postern.store;
