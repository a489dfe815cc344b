/// The server: listeners with every bound set, the places of PROTOCOL.md behind them, the static pages, and the
/// orderly start and stop of everything below. The log's signing key is the one secret that it holds ([LogKeys]), so it
/// *touches secret keys*.
///
/// Read [Server] first, then [PublicPlaces] and [TeamPlaces]. Nothing that a client sends is ever written to a log, and
/// no class here asks who is connected.
package org.postern.serve;
