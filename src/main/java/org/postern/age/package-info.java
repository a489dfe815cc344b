/// The age v1 file format (C2SP age.md) with the one recipient type that Postern writes, `mlkem768x25519`: header,
/// stanzas, recipients, identities, the chunked payload and Bech32. A stock `age` 1.3 or later opens these files;
/// this room *touches secret keys*.
///
/// `AgeShape` alone is meant for the server: it reads a header without any secret.
package org.postern.age;
