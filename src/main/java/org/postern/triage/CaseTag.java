package org.postern.triage;

import java.util.UUID;

/// Names a case inside the log: 16 bytes that only holders of the log key see, and only holders of the case key can
/// make.
///
/// @param value the 16 bytes
public record CaseTag(UUID value) {}
