package org.postern.console;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.TeamClient;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;
import org.postern.triage.LogPort;
import org.postern.triage.Seen;

/// The triage log's way to the server.
final class TeamLog implements LogPort {
    private final Supplier<TeamClient> team;

    /// @param team the client of the desk that works now
    TeamLog(Supplier<TeamClient> team) {
        this.team = team;
    }

    @Override
    public Seen append(LogEntry entry) {
        var appended = team.get().append(entry.bytes());
        return new Seen(appended.position(), Hash.ofRaw(appended.head()));
    }

    @Override
    public List<Stored> read(long after, int max) {
        return team.get().log(after, max).stream()
                .map(line -> new Stored(
                        line.position(),
                        Hash.ofRaw(line.hash()),
                        line.entry().length == 0 ? Optional.empty() : Optional.of(LogEntry.parse(line.entry()))))
                .toList();
    }
}
