package org.postern.age;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.postern.crypto.Hkdf;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// The codec against its own limit, in one run: opening a request beside the bare decapsulation and AEAD of the
/// same bytes, and a streamed payload beside the JDK's cipher over the same 64 KiB chunks.
///
/// Usage: `java -cp target/test-classes:target/classes:target/libs/*:… org.postern.age.CodecBench [--quick]`;
/// prints a table with ratios and goals, then one line over 1 GiB (64 MiB with `--quick`) in a JVM with a heap of
/// 48 MiB.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBench {
    private static final int REQUEST_PLAIN_BYTES = 31_017;
    private static final int PAYLOAD_BYTES = 64 << 20;
    private static final double OPEN_RATIO_MAX = 1.3;
    private static final double STREAM_RATIO_MIN = 0.85;

    private static final double MEDIAN = 50;

    private final Randomness randomness = Randomness.system();
    private final byte[] plaintext = randomness.bytes(REQUEST_PLAIN_BYTES);
    private final byte[] payload = randomness.bytes(PAYLOAD_BYTES);
    private final byte[] buffer = new byte[Chunks.SEALED_BYTES];

    private HybridIdentity identity;
    private byte[] request;
    private byte[] payloadFile;

    private XWingPrivateKeyParameters bareKey;
    private byte[] encapsulated;
    private byte[] bareSealed;
    private byte[] bareOpened;
    private Cipher cipher;
    private long nonces;

    /// Makes the files; both sides use the same keys, expanded beforehand.
    @Setup
    public void seal() throws IOException, GeneralSecurityException {
        var seed = SecretBytes.random(randomness, HybridIdentity.SEED_BYTES);
        identity = HybridIdentity.fromSeed(seed);
        request = AgeFile.seal(plaintext, List.of(identity.recipient()), randomness);
        payloadFile = AgeFile.seal(payload, List.of(identity.recipient()), randomness);

        bareKey = seed.use(XWingPrivateKeyParameters::new);
        var stanza = Header.parse(request, 0, request.length).stanzas().getFirst();
        encapsulated = HybridStanza.of(stanza).orElseThrow().encapsulated();
        cipher = Cipher.getInstance("ChaCha20-Poly1305");
        ready(Cipher.ENCRYPT_MODE, new byte[32], new byte[12]);
        bareSealed = cipher.doFinal(plaintext);
        bareOpened = new byte[REQUEST_PLAIN_BYTES];
    }

    /// Opens one request of 32 676 bytes.
    @Benchmark
    public byte[] openRequest() throws AgeException {
        return AgeFile.open(request, identity);
    }

    /// What opening can't do without: one decapsulation, and the AEAD over the request's plaintext.
    @Benchmark
    public byte[] openBare() throws GeneralSecurityException {
        var secret = new XWingKEMExtractor(bareKey).extractSecret(encapsulated);
        bareOpened[0] = secret[0];
        ready(Cipher.DECRYPT_MODE, new byte[32], new byte[12]);
        cipher.doFinal(bareSealed, 0, bareSealed.length, bareOpened, 0);
        return bareOpened;
    }

    /// Seals one request of 32 676 bytes.
    @Benchmark
    public byte[] sealRequest() {
        return AgeFile.seal(plaintext, List.of(identity.recipient()), randomness);
    }

    /// Seals 64 MiB as a stream, header included.
    @Benchmark
    public void streamSeal() throws IOException {
        try (var sealing =
                AgeFile.sealing(OutputStream.nullOutputStream(), List.of(identity.recipient()), randomness)) {
            for (int at = 0; at < payload.length; at += Chunks.PLAIN_BYTES)
                sealing.write(payload, at, Chunks.PLAIN_BYTES);
            sealing.finish();
        }
    }

    /// The JDK's cipher over the same chunks.
    @Benchmark
    public int streamSealBare() throws GeneralSecurityException {
        int total = 0;
        var key = new byte[32];
        for (int at = 0; at < payload.length; at += Chunks.PLAIN_BYTES) {
            ready(
                    Cipher.ENCRYPT_MODE,
                    key,
                    ByteBuffer.allocate(12).putLong(++nonces).array());
            total += cipher.doFinal(payload, at, Chunks.PLAIN_BYTES, buffer, 0);
        }
        return total;
    }

    /// Opens 64 MiB as a stream, header included.
    @Benchmark
    public long streamOpen() throws IOException {
        try (InputStream opening = AgeFile.opening(new ByteArrayInputStream(payloadFile), identity)) {
            long total = 0;
            for (int n = opening.read(buffer); n >= 0; n = opening.read(buffer)) total += n;
            return total;
        }
    }

    /// The JDK's cipher over the same chunks.
    @Benchmark
    public int streamOpenBare() throws GeneralSecurityException {
        int total = 0;
        try (var fileKey = identity.unwrap(
                        Header.parse(payloadFile, 0, payloadFile.length).stanzas())
                .orElseThrow()) {
            int at = Header.parse(payloadFile, 0, payloadFile.length).length();
            var salt = Arrays.copyOfRange(payloadFile, at, at + 16);
            at += salt.length;
            var key = Hkdf.derive(fileKey.bytes(), salt, "payload", 32).copy();
            for (int i = 0; at < payloadFile.length; i++, at += Chunks.SEALED_BYTES) {
                boolean last = at + Chunks.SEALED_BYTES == payloadFile.length;
                var nonce = ByteBuffer.allocate(12)
                        .putInt(7, i)
                        .put(11, (byte) (last ? 1 : 0))
                        .array();
                ready(Cipher.DECRYPT_MODE, key, nonce);
                total += cipher.doFinal(payloadFile, at, Chunks.SEALED_BYTES, buffer, 0);
            }
        } catch (AgeException e) {
            throw new AssertionError(e);
        }
        return total;
    }

    private void ready(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        // A nonce may not come twice running under one key, not even in a benchmark: seal once, then only open.
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    }

    /// Runs the benchmarks and prints two tables: JMH's times, and the ratios of the same methods run by turns.
    ///
    /// @param args `--quick` for a rough look
    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        var options = new OptionsBuilder()
                .include(CodecBench.class.getName() + ".*")
                .forks(1)
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(quick ? 700 : 2000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 700 : 2000))
                .verbosity(VerboseMode.SILENT)
                .build();
        var results = new Runner(options).run();
        System.out.printf("%-44s %12s%n", "codec, JMH median", "us");
        for (var result : results) {
            var name = result.getParams().getBenchmark();
            System.out.printf(
                    "%-44s %12.0f%n",
                    name.substring(name.lastIndexOf('.') + 1),
                    result.getPrimaryResult().getStatistics().getPercentile(MEDIAN));
        }
        var bench = new CodecBench();
        bench.seal();
        System.out.printf(
                "%n%-44s %12s %12s %8s %10s%n", "codec, by turns, processor time", "ours", "bare", "ratio", "goal");
        var open = PairedTimes.of(3_000, 30, bench::openRequest, bench::openBare);
        System.out.printf(
                "%-44s %12.0f %12.0f %8.2f %10s%n",
                "open a request (us)", open.oursMicros(), open.bareMicros(), open.ratio(), "<= 1.30");
        boolean met = open.ratio() <= OPEN_RATIO_MAX;
        met &= stream(
                "seal",
                PairedTimes.of(
                        6,
                        1,
                        () -> {
                            bench.streamSeal();
                            return bench;
                        },
                        bench::streamSealBare));
        met &= stream("open", PairedTimes.of(6, 1, bench::streamOpen, bench::streamOpenBare));
        longStream(quick ? 64 : 1024);
        System.out.println(met ? "codec: every goal met" : "codec: A GOAL WAS MISSED");
    }

    /// Prints a speed beside the bare one; the ratio is that of speeds, so it is the times' the other way round.
    private static boolean stream(String what, PairedTimes.Medians times) {
        double ratio = 1 / times.ratio();
        System.out.printf(
                "%-44s %12.0f %12.0f %8.2f %10s%n",
                what + " a stream of 64 MiB (MiB/s)",
                (PAYLOAD_BYTES >> 20) / (times.oursMicros() / 1e6),
                (PAYLOAD_BYTES >> 20) / (times.bareMicros() / 1e6),
                ratio,
                ">= 0.85");
        return ratio >= STREAM_RATIO_MIN;
    }

    private static void longStream(int mebibytes) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamBench.class.getName(),
                        Integer.toString(mebibytes))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) throw new AssertionError("the long stream failed");
    }
}
