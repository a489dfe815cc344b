package org.postern.age;

import java.util.List;

/// One way to a file key: a line `-> type arguments` and a body (C2SP age.md, "Recipient stanza").
///
/// @param type names the kind of recipient; printable ASCII without spaces
/// @param arguments the same alphabet; may be none
/// @param body the wrapped file key
@SuppressWarnings("ArrayRecordComponent") // read field by field, never compared
public record Stanza(String type, List<String> arguments, byte[] body) {
    /// Checks the alphabet.
    ///
    /// @throws IllegalArgumentException if type or an argument is empty or not printable ASCII
    public Stanza {
        arguments = List.copyOf(arguments);
        if (!isWord(type) || !arguments.stream().allMatch(Stanza::isWord))
            throw new IllegalArgumentException("a stanza's words are printable ASCII");
    }

    static boolean isWord(String text) {
        // A plain loop: an encapsulated key is 1 494 characters, and a stream over them cost the server more than
        // hashing
        // the whole request.
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) return false;
        return !text.isEmpty();
    }
}
