package org.postern.console;

/// What is shown instead of messages when this person's desk does not work.
///
/// @param heading what is the matter
/// @param reason why, in a sentence or two
/// @param stopped true when the admins stopped the desk: then only they can say why
public record OutView(String heading, String reason, boolean stopped) {
    /// What such a screen has seen: it is old as soon as the desk works.
    public static final String VERSION = "out";
}
