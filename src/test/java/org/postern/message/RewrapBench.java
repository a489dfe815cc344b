package org.postern.message;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.postern.age.HybridIdentity;
import org.postern.crypto.AeadKey;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;

/// How fast a console moves open cases to a newer epoch: a request of 32 768 bytes, sealed anew, and a reply of
/// 8 192, handed over by its header, for each. Beside it the bare work in the same run: one decapsulation, opening,
/// sealing and one encapsulation for the request, the same two for the reply, with nothing checked or framed.
///
/// Usage: `java -cp … org.postern.message.RewrapBench [--quick]`; one thread, its own processor time.
public final class RewrapBench {
    private static final int CASES = 10_000;
    private static final int QUICK_CASES = 2_000;
    private static final int ROUNDS = 10;
    private static final int KEPT = 200;
    private static final int GOAL_A_SECOND = 300;
    private static final long SEED = 20_261_122;

    private final Scene scene = new Scene(SEED);
    private final HybridIdentity later = HybridIdentity.fromSeed(SecretBytes.random(scene.randomness, 32));
    private final Mover mover = new Mover(Scene.EPOCH + 1, later.recipient(), scene.randomness);
    private final List<RequestEnvelope> requests = new ArrayList<>();
    private final List<ReplyFrame> replies = new ArrayList<>();

    private final SecureRandom random = new SecureRandom();
    private final XWingPrivateKeyParameters bareKey;
    private final XWingPublicKeyParameters barePublic;
    private final byte[] encapsulated;
    private final byte[] plaintext = new byte[Limits.REQUEST_PLAIN_BYTES];
    private final byte[] sealed = new byte[Limits.REQUEST_PLAIN_BYTES + AeadKey.TAG_BYTES];
    private final byte[] opened = new byte[Limits.REQUEST_PLAIN_BYTES];

    private RewrapBench() {
        var person = scene.person();
        for (int i = 0; i < KEPT; i++) {
            var request = scene.request(Scene.smallDraft(), person);
            requests.add(request);
            try (var read = Opener.request(request, scene.epoch).orElseThrow()) {
                replies.add(scene.reply("We can help with that.", read, i % 64, Hash.NONE));
            }
        }
        bareKey = scene.epochSeed.use(XWingPrivateKeyParameters::new);
        barePublic = new XWingPublicKeyParameters(scene.epoch.recipient().raw());
        encapsulated =
                new XWingKEMGenerator(random).generateEncapsulated(barePublic).getEncapsulation();
        try (var key = key(new byte[32])) {
            key.seal(new byte[AeadKey.NONCE_BYTES], new byte[0], plaintext, 0, plaintext.length, sealed, 0);
        }
    }

    /// Runs and prints.
    ///
    /// @param args `--quick` for a rough look
    public static void main(String[] args) {
        int cases = List.of(args).contains("--quick") ? QUICK_CASES : CASES;
        var bench = new RewrapBench();
        bench.move(1_000);
        bench.bare(1_000);
        var ours = new double[ROUNDS];
        var bare = new double[ROUNDS];
        var ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = cpuSeconds(() -> bench.move(cases / ROUNDS));
            bare[round] = cpuSeconds(() -> bench.bare(cases / ROUNDS));
            ratios[round] = ours[round] / bare[round];
        }
        double total = Arrays.stream(ours).sum();
        double bareTotal = Arrays.stream(bare).sum();
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%-44s %10s %10s %8s %14s%n%-44s %10.0f %10.0f %8.2f %14s%n",
                "moving open cases, a second and core",
                "ours",
                "bare",
                "ratio",
                "goal",
                cases + " requests and replies",
                cases / total,
                cases / bareTotal,
                ratios[ROUNDS / 2],
                "at least " + GOAL_A_SECOND);
    }

    private void move(int cases) {
        for (int i = 0; i < cases; i++) {
            var request = mover.request(requests.get(i % KEPT), scene.epoch).orElseThrow();
            var reply =
                    mover.reply(replies.get(i % KEPT), scene.epoch, scene.roots).orElseThrow();
            if (request.epoch() != reply.epoch()) {
                throw new AssertionError("both moved to the same epoch");
            }
        }
    }

    private void bare(int cases) {
        var nonce = new byte[AeadKey.NONCE_BYTES];
        for (int i = 0; i < cases; i++) {
            new XWingKEMExtractor(bareKey).extractSecret(encapsulated);
            try (var key = key(new byte[32])) {
                key.open(nonce, new byte[0], sealed, 0, sealed.length, opened, 0);
            }
            var to = new XWingKEMGenerator(random).generateEncapsulated(barePublic);
            try (var key = key(to.getSecret())) {
                key.seal(nonce, new byte[0], opened, 0, opened.length, new byte[sealed.length], 0);
            }
            new XWingKEMExtractor(bareKey).extractSecret(encapsulated);
            new XWingKEMGenerator(random).generateEncapsulated(barePublic);
        }
    }

    private static AeadKey key(byte[] bytes) {
        try (var secret = SecretBytes.takeOwnershipOf(bytes)) {
            return new AeadKey(secret);
        }
    }

    private static double cpuSeconds(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1e9;
    }
}
