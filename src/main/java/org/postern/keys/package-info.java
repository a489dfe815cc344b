/// The admins' offline door, `postern keys`: found a service, open epochs, sign, publish (DESIGN sections 1
/// and 8). It opens admin vaults and so *touches secret keys*; it never sees an epoch's secret.
package org.postern.keys;
