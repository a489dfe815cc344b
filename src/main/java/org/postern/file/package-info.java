/// Files written whole or not at all, and text that is read strictly. Bytes of secrets pass through it and are not
/// looked into: it *touches secret keys*.
package org.postern.file;
