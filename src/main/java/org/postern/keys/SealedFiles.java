package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.api.TeamAnswer;
import org.postern.ceremony.InForce;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Publication;

/// What is sealed of the epochs, in a keys folder: `epoch-NNNN.age`, its supplements, and `recovery-NNNN`. Whoever has
/// the right vaults or backups needs them; to everybody else they say nothing.
///
/// @param folder where they lie
record SealedFiles(Path folder) {
    private static final Pattern NAME = Pattern.compile("(?:epoch|recovery)-([0-9]{4,9})(?:-[0-9]+)?(?:\\.age)?");

    /// Keeps an epoch's sealed files, from which older epochs are given to people who join, and the shares of
    /// its secret, without which nobody could recover it.
    void keep(Publication publication) throws IOException {
        if (publication.recovery().isPresent()) {
            CeremonyFile.replace(
                    folder.resolve(recoveryName(drawnEpoch(publication))),
                    publication.recovery().get());
        }
        for (var part : publication.epochFiles()) {
            var known = files(part.epoch());
            if (known.stream().noneMatch(file -> file.hash().equals(part.file().hash()))) {
                CeremonyFile.replace(
                        folder.resolve(fileName(part.epoch(), known.size() + 1)),
                        part.file().bytes());
            }
        }
    }

    /// Fetches what this folder lacks of the living epochs' sealed files, and forgets those of epochs that live no
    /// more:
    /// without them nobody is given an older epoch, and nobody recovers one.
    ///
    /// @param now   what stands, believed
    /// @param board where they can be fetched
    /// @return the living epochs of which this folder still lacks something
    List<Integer> fetch(InForce now, Board board) throws IOException {
        var lacking = new ArrayList<Integer>();
        for (var epoch : now.epochs()) {
            if (lacks(epoch)) {
                var fetched = board.epoch(epoch.epoch());
                if (fetched.isPresent()) {
                    keep(epoch, fetched.get());
                }
                if (lacks(epoch)) {
                    lacking.add(epoch.epoch());
                }
            }
        }
        if (!now.epochs().isEmpty()) {
            forgetDestroyed(now);
        }
        return lacking;
    }

    private boolean lacks(LivingEpoch epoch) throws IOException {
        return !EpochFiles.hashOf(files(epoch.epoch()).stream()
                                .map(EpochFile::hash)
                                .toList())
                        .equals(epoch.files())
                || lacksRecovery(epoch);
    }

    private boolean lacksRecovery(LivingEpoch epoch) throws IOException {
        var file = folder.resolve(recoveryName(epoch.epoch()));
        return !(Files.isRegularFile(file) ? Hash.of(CeremonyFile.read(file)) : Hash.NONE).equals(epoch.recovery());
    }

    /// Only what the manifest names is kept.
    private void keep(LivingEpoch epoch, TeamAnswer.EpochKeys fetched) throws IOException {
        var files = fetched.files().stream().map(EpochFile::parse).toList();
        if (EpochFiles.hashOf(files.stream().map(EpochFile::hash).toList()).equals(epoch.files())) {
            for (int i = 0; i < files.size(); i++) {
                CeremonyFile.replace(
                        folder.resolve(fileName(epoch.epoch(), i + 1)),
                        files.get(i).bytes());
            }
        }
        if (lacksRecovery(epoch) && Hash.of(fetched.recovery()).equals(epoch.recovery())) {
            CeremonyFile.replace(folder.resolve(recoveryName(epoch.epoch())), fetched.recovery());
        }
    }

    /// The recovery file of a destroyed epoch, kept, is what k old backups could still open.
    private void forgetDestroyed(InForce now) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "{epoch,recovery}-[0-9]*")) {
            for (var file : files) {
                var number = NAME.matcher(file.getFileName().toString());
                if (number.matches()) {
                    int epoch = Integer.parseInt(number.group(1));
                    if (epoch < now.nextEpoch() && now.living(epoch).isEmpty()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /// The epoch that a publication opens: a recovery file never comes without one.
    private static int drawnEpoch(Publication publication) {
        return publication.epochFiles().stream()
                .mapToInt(Publication.EpochPart::epoch)
                .max()
                .orElseThrow();
    }

    /// The sealed files of an epoch, in order, as far as the folder has them.
    List<EpochFile> files(int epoch) throws IOException {
        var files = new ArrayList<EpochFile>();
        for (int number = 1; Files.isRegularFile(folder.resolve(fileName(epoch, number))); number++) {
            files.add(EpochFile.parse(CeremonyFile.read(folder.resolve(fileName(epoch, number)))));
        }
        return files;
    }

    private static String recoveryName(int epoch) {
        return "recovery-%04d".formatted(epoch);
    }

    private static String fileName(int epoch, int number) {
        return "epoch-%04d".formatted(epoch) + (number == 1 ? "" : "-" + number) + ".age";
    }
}
