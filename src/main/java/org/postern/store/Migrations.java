package org.postern.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the tables up to date, as the role that owns them.
final class Migrations {
    private Migrations() {}

    /// Runs what is missing.
    ///
    /// @throws StoreUnavailable if the database can't be reached or a migration fails
    static void run(Database database) {
        try {
            Flyway.configure()
                    .dataSource(database.url(), Role.MIGRATOR.user(), database.password(Role.MIGRATOR))
                    .schemas("postern")
                    .createSchemas(false)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreUnavailable("the tables can't be brought up to date: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
