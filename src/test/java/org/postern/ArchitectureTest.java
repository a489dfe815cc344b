package org.postern;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the table of who may import whom (DESIGN section 9).
final class ArchitectureTest {
    private static final String HOUSE = "org.postern";

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("crypto", Set.of()),
            Map.entry("age", Set.of("crypto")),
            Map.entry("note", Set.of("crypto")),
            Map.entry("words", Set.of()),
            Map.entry("listen", Set.of()),
            Map.entry("file", Set.of()),
            Map.entry("terminal", Set.of("crypto", "file")),
            Map.entry("tlog", Set.of("crypto", "file", "note")),
            Map.entry("manifest", Set.of("crypto", "age", "note", "tlog")),
            Map.entry("envelope", Set.of("crypto", "age", "note")),
            Map.entry("ceremony", Set.of("crypto", "age", "note", "manifest", "words")),
            Map.entry("keyring", Set.of("crypto", "file", "terminal", "age", "manifest", "ceremony", "words")),
            Map.entry("message", Set.of("crypto", "age", "manifest", "envelope", "words")),
            Map.entry("triage", Set.of("crypto", "age", "manifest", "envelope")),
            Map.entry("store", Set.of("envelope", "file")),
            Map.entry("api", Set.of("envelope", "note", "tlog", "manifest")),
            Map.entry(
                    "serve",
                    Set.of("envelope", "file", "terminal", "note", "tlog", "manifest", "store", "api", "listen")),
            Map.entry(
                    "console",
                    Set.of(
                            "crypto",
                            "file",
                            "terminal",
                            "age",
                            "note",
                            "manifest",
                            "envelope",
                            "message",
                            "triage",
                            "api",
                            "keyring",
                            "ceremony",
                            "words",
                            "tlog")),
            Map.entry(
                    "keys",
                    Set.of(
                            "crypto",
                            "file",
                            "terminal",
                            "age",
                            "note",
                            "tlog",
                            "manifest",
                            "ceremony",
                            "api",
                            "keyring",
                            "words")),
            Map.entry("witness", Set.of("file", "note", "tlog", "listen")),
            Map.entry(
                    "request", Set.of("crypto", "file", "terminal", "note", "manifest", "envelope", "message", "api")),
            Map.entry("verify", Set.of("file", "terminal", "note", "tlog", "manifest", "envelope", "api")),
            Map.entry(
                    "demo",
                    Set.of(
                            "crypto",
                            "file",
                            "terminal",
                            "age",
                            "note",
                            "tlog",
                            "manifest",
                            "envelope",
                            "words",
                            "keyring",
                            "ceremony",
                            "message",
                            "triage",
                            "store",
                            "api",
                            "serve",
                            "console",
                            "keys",
                            "request",
                            "verify",
                            "listen",
                            "witness")));

    private static final Set<String> DOORS = Set.of("serve", "console", "keys", "request", "verify", "witness", "demo");

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(HOUSE);
    }

    @Test
    void everyRoomAndDoorStandsInTheTable() {
        var found = new TreeSet<String>();
        for (JavaClass type : house) {
            found.add(roomOf(type));
        }
        found.remove("");
        assertEquals(new TreeSet<>(MAY_IMPORT.keySet()), found);
    }

    @Test
    void roomsImportOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach((room, allowed) -> noClasses()
                .that(liveIn(room))
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("live in a room that " + room + " may not import") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackageName().startsWith(HOUSE)
                                && !roomOf(type).equals(room)
                                && !allowed.contains(roomOf(type));
                    }
                })
                .check(house));
    }

    @Test
    void roomsNeverOpenDoorsAndNoRoomsGoInCircles() {
        classes()
                .that(liveInOneOf(DOORS).negate())
                .and(liveIn("").negate())
                .should()
                .onlyDependOnClassesThat(liveInOneOf(DOORS).negate())
                .check(house);
        slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void theServerCannotNamePlaintextOrASecretKey() {
        var secret = Pattern.compile(
                "org\\.postern\\.(message|triage|crypto)\\..*|org\\.postern\\.age\\.(.*Identity|AgeFile|.*Recipient|FileKey).*"
                        + "|org\\.postern\\.keyring\\..*|org\\.postern\\.note\\.NoteSigner.*|org\\.postern\\.manifest\\.EpochSeed.*");
        noClasses()
                .that(liveInOneOf(Set.of("serve", "store")))
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("can hold or open a secret") {
                    @Override
                    public boolean test(JavaClass type) {
                        return secret.matcher(type.getName()).matches();
                    }
                })
                .check(house);
    }

    @Test
    void cryptographyIsImportedInOneRoomOnly() {
        noClasses()
                .that(liveIn("crypto").negate())
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are engines of cryptography") {
                    @Override
                    public boolean test(JavaClass type) {
                        var name = type.getName();
                        return name.startsWith("org.bouncycastle.")
                                || name.startsWith("javax.crypto.")
                                || name.matches("java\\.security\\.(Signature|MessageDigest|Key.*|SecureRandom|Mac)");
                    }
                })
                .check(house);
    }

    @Test
    void databasesAreImportedInOneRoomOnly() {
        noClasses()
                .that(liveIn("store").negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.flywaydb..", "com.zaxxer..")
                .check(house);
    }

    @Test
    void theWebServerIsImportedOnlyByTheDoorsThatListen() {
        noClasses()
                .that(liveInOneOf(Set.of("listen", "serve", "console", "witness", "demo"))
                        .negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon..")
                .check(house);
    }

    @Test
    void nobodyAsksWhoIsConnected() {
        noClasses()
                .that(liveInOneOf(Set.of("listen", "serve", "witness")))
                .should()
                .callMethodWhere(called(".*\\.(remotePeer|getRemoteAddress|proxyProtocolData)\\(.*"))
                .check(house);
    }

    @Test
    void filesAreWrittenInOneRoomOnly() {
        noClasses()
                // The folders of PostgreSQL are its own, and the keys of a demo are thrown away.
                .that(liveInOneOf(Set.of("file", "store", "demo")).negate())
                .should()
                .callMethodWhere(called("java.nio.file.Files.(write|move|copy|newOut|newBufferedW).*"))
                .check(house);
    }

    private static DescribedPredicate<JavaMethodCall> called(String name) {
        return DescribedPredicate.describe(
                "call " + name, call -> call.getTarget().getFullName().matches(name));
    }

    @Test
    void commandLinesStandOnlyInDoorsAndAtTheTerminal() {
        noClasses()
                .that(liveInOneOf(DOORS).negate())
                .and(liveIn("").negate())
                // One option, which doors share.
                .and(liveIn("terminal").negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..")
                .check(house);
    }

    @Test
    void everyPackageSaysWhetherItTouchesSecrets() throws IOException {
        var says = Pattern.compile("\\*touches (no secrets|plaintext|secret keys)\\*");
        var silent = new TreeSet<String>();
        try (var folders = Files.walk(Path.of("src/main/java/org/postern"))) {
            for (var folder : folders.filter(Files::isDirectory).toList()) {
                var info = folder.resolve("package-info.java");
                if (!Files.exists(info) || !says.matcher(Files.readString(info)).find()) {
                    silent.add(folder.toString());
                }
            }
        }
        assertEquals(Set.of(), silent);
    }

    @Test
    void noPackageHasANameWithoutANoun() {
        for (var name : List.of("util", "utils", "common", "misc", "helper", "helpers", "impl", "core")) {
            for (JavaClass type : house) {
                assertTrue(!type.getPackageName().matches(".*\\." + name + "(\\..*)?"), type.getName());
            }
        }
    }

    private static DescribedPredicate<JavaClass> liveIn(String room) {
        return new DescribedPredicate<>("live in " + room) {
            @Override
            public boolean test(JavaClass type) {
                return roomOf(type).equals(room);
            }
        };
    }

    private static DescribedPredicate<JavaClass> liveInOneOf(Set<String> rooms) {
        return new DescribedPredicate<>("live in one of " + rooms) {
            @Override
            public boolean test(JavaClass type) {
                return rooms.contains(roomOf(type));
            }
        };
    }

    /// The room's name, or nothing for the house itself and for everything outside it.
    private static String roomOf(JavaClass type) {
        var name = type.getPackageName();
        if (!name.startsWith(HOUSE + ".")) {
            return "";
        }
        var rest = name.substring(HOUSE.length() + 1);
        var dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
