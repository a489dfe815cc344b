package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Epoch files, rosters, recovery files and the ledger of people, as far as what is shown reaches.
final class Epochs {
    private final Pools pools;

    Epochs(Pools pools) {
        this.pools = pools;
    }

    private static final String ALL = "SELECT epoch, destroyed FROM epoch ORDER BY epoch";

    List<StoredEpoch> all() {
        return pools.transaction(Role.TEAM, connection -> {
            var epochs = new ArrayList<StoredEpoch>();
            try (var select = connection.prepareStatement(ALL);
                    var rows = select.executeQuery()) {
                while (rows.next()) epochs.add(new StoredEpoch(rows.getInt(1), rows.getBoolean(2)));
            }
            return epochs;
        });
    }

    private static final String KEYS = """
            SELECT roster, recovery FROM epoch
            WHERE epoch = ? AND NOT destroyed AND roster IS NOT NULL AND manifest <= (SELECT manifest FROM shown)""";

    Optional<EpochKeys> keys(int epoch) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var select = connection.prepareStatement(KEYS)) {
                select.setInt(1, epoch);
                try (var row = select.executeQuery()) {
                    if (!row.next()) return Optional.empty();
                    return Optional.of(new EpochKeys(
                            epoch,
                            files(connection, FILES, epoch),
                            row.getBytes(1),
                            Optional.ofNullable(row.getBytes(2))));
                }
            }
        });
    }

    private static final String FILES = """
            SELECT file FROM epoch_file WHERE epoch = ? AND manifest <= (SELECT manifest FROM shown) ORDER BY place""";

    private static List<byte[]> files(Connection connection, String query, int epoch) throws SQLException {
        var files = new ArrayList<byte[]>();
        try (var select = connection.prepareStatement(query)) {
            select.setInt(1, epoch);
            try (var rows = select.executeQuery()) {
                while (rows.next()) files.add(rows.getBytes(1));
            }
        }
        return files;
    }

    private static final String TAKEN_FILES = "SELECT file FROM epoch_file WHERE epoch = ? ORDER BY place";

    /// Also those that are not shown yet: the next publication counts on from them.
    List<byte[]> takenFiles(int epoch) {
        return pools.transaction(Role.TEAM, connection -> files(connection, TAKEN_FILES, epoch));
    }

    private static final String PEOPLE = """
            SELECT file FROM people WHERE manifest <= (SELECT manifest FROM shown) ORDER BY manifest DESC LIMIT 1""";

    private static final String TAKEN_PEOPLE = "SELECT file FROM people ORDER BY manifest DESC LIMIT 1";

    Optional<byte[]> people() {
        return people(PEOPLE);
    }

    Optional<byte[]> takenPeople() {
        return people(TAKEN_PEOPLE);
    }

    private Optional<byte[]> people(String query) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var select = connection.prepareStatement(query);
                    var row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        });
    }
}
