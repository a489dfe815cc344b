/// The monitor that anybody can run, `postern verify`: is everybody shown the same keys and the same page (DESIGN
/// section 8)? It *touches no secrets*.
package org.postern.verify;
