/// Signed notes (C2SP signed-note): a text, and lines that say who signed it. Verifying *touches no secrets*;
/// signing, which only `NoteSigner` does, *touches secret keys*.
package org.postern.note;
