package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableRuleTest {
    private final EmbeddedPostgres postgres = TestPostgres.shared();

    @Test
    void ourTablesKeepTheRule() throws SQLException {
        Migrations.run(postgres.database());
        try (var owner = TestPostgres.owner(postgres);
                var count = owner.createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'postern'")) {
            count.next();
            assertTrue(count.getInt(1) >= 12, "the tables are there");
            assertEquals(List.of(), TableRule.breaches(owner, "postern"));
        }
    }

    @Test
    void theRuleBitesOnABadTable() throws SQLException {
        try (var owner = TestPostgres.owner(postgres);
                var run = owner.createStatement()) {
            owner.setAutoCommit(false); // rolled back on close: nobody else sees the bad schema
            run.execute("""
                    CREATE SCHEMA bad;
                    CREATE UNLOGGED TABLE bad.visitor (
                        id bigserial PRIMARY KEY, seen timestamptz DEFAULT now(), agent text, address inet, frame bytea);
                    CREATE TABLE bad.answer (day date, made float8)""");
            var breaches = String.join("\n", TableRule.breaches(owner, "bad"));
            for (var expected : List.of(
                    "visitor.id is bigint",
                    "visitor.seen is timestamp",
                    "visitor.agent is text",
                    "visitor.address is inet",
                    "answer.day is date",
                    "answer.made is double",
                    "visitor.seen is filled by now()",
                    "visitor.id is filled by nextval",
                    "sequence visitor_id_seq",
                    "visitor.frame may be compressed",
                    "visitor is emptied by a crash"))
                assertTrue(breaches.contains(expected), expected + " not in\n" + breaches);
            owner.rollback();
        }
    }

    @Test
    void theRuleBitesOnAForeignKey() throws SQLException {
        try (var owner = TestPostgres.owner(postgres);
                var run = owner.createStatement()) {
            owner.setAutoCommit(false);
            run.execute("""
                    CREATE SCHEMA bad;
                    CREATE TABLE bad.request (id uuid PRIMARY KEY);
                    CREATE TABLE bad.reply (request uuid REFERENCES bad.request)""");
            assertEquals(List.of("reply refers to another table"), TableRule.breaches(owner, "bad"));
            owner.rollback();
        }
    }
}
