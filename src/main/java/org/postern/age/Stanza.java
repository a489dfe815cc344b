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
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
