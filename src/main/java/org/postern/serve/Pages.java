package org.postern.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.postern.serve.Place.Asked;

/// The static files of the requester's page, held in memory in every encoding that they are served in.
///
/// They are built into the class path under `/pages/`: `index.html` and `lost.html` (for an address that is none) are
/// templates, the style
/// and the script are ready with `.br` and `.gz` beside them. No answer says when a file was made.
final class Pages {
    private static final String FOLDER = "/pages/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final Pattern ENCODING_REFUSED = Pattern.compile(";\\s*q=0(\\.0{0,3})?$");

    private final SequencedMap<String, Encoded> byPath = new LinkedHashMap<>();
    private final byte[] lost;

    /// Reads and renders the files.
    ///
    /// @param rootHex SHA-256 of the pinned root note, 64 lower-case hex digits
    /// @param leave where "leave this site" goes
    /// @throws StartException if the files were not built, or the template asks for something else
    Pages(String rootHex, URI leave) {
        var values = Map.of("root", rootHex, "leave", escaped(leave.toString()));
        var document = render(new String(resource("index.html"), StandardCharsets.UTF_8), values);
        lost = render(new String(resource("lost.html"), StandardCharsets.UTF_8), values)
                .getBytes(StandardCharsets.UTF_8);
        byPath.put("/", Encoded.compressed(HTML, document.getBytes(StandardCharsets.UTF_8)));
        byPath.put("/postern.css", built("text/css; charset=utf-8", "postern.css"));
        byPath.put("/postern.js", built("text/javascript; charset=utf-8", "postern.js"));
    }

    /// One file.
    ///
    /// @param mediaType value of `Content-Type`
    /// @param byEncoding its bytes by `identity`, `gzip` and perhaps `br`
    record Encoded(String mediaType, Map<String, byte[]> byEncoding) {
        /// Compresses at run time.
        ///
        /// @param mediaType value of `Content-Type`
        /// @param bytes the file
        /// @return the file as it is and with gzip
        static Encoded compressed(String mediaType, byte[] bytes) {
            return new Encoded(mediaType, Map.of("identity", bytes, "gzip", gzip(bytes)));
        }

        /// Chooses the smallest form that the client takes.
        ///
        /// @param acceptEncoding value of `Accept-Encoding`
        /// @return status 200
        Answer answer(String acceptEncoding) {
            for (var encoding : new String[] {"br", "gzip"}) {
                var bytes = byEncoding.get(encoding);
                if (bytes != null && accepts(acceptEncoding, encoding)) {
                    return new Answer(
                            200, mediaType, bytes, Map.of("Content-Encoding", encoding, "Vary", "Accept-Encoding"));
                }
            }
            return new Answer(200, mediaType, byEncoding.get("identity"), Map.of("Vary", "Accept-Encoding"));
        }
    }

    /// {@return the places that serve the files}
    Map<String, Place> places() {
        var places = new HashMap<String, Place>();
        byPath.forEach(
                (path, file) -> places.put(path, Place.get((Asked asked) -> file.answer(asked.acceptEncoding()))));
        // The same bytes for every address, of which nothing is repeated; without script it is not pinned.
        places.put(Places.NO_SUCH_PAGE, Place.get(asked -> new Answer(404, HTML, lost, Map.of())));
        return places;
    }

    /// {@return every served file by path, as it is before compression; a manifest lists their hashes}
    SequencedMap<String, byte[]> files() {
        var files = new LinkedHashMap<String, byte[]>();
        byPath.forEach((path, file) -> files.put(path, file.byEncoding().get("identity")));
        return files;
    }

    private static boolean accepts(String acceptEncoding, String encoding) {
        for (var part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            var offer = part.strip();
            if (offer.equals(encoding) || offer.startsWith(encoding + ";")) {
                return !ENCODING_REFUSED.matcher(offer).find();
            }
        }
        return false;
    }

    private static String render(String template, Map<String, String> values) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> {
            var value = values.get(found.group(1));
            if (value == null) {
                throw new StartException("the page's template asks for something that the server does not know");
            }
            return java.util.regex.Matcher.quoteReplacement(value);
        });
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private static Encoded built(String mediaType, String name) {
        var forms = new HashMap<String, byte[]>();
        forms.put("identity", resource(name));
        optional(name + ".br").ifPresent(bytes -> forms.put("br", bytes));
        forms.put("gzip", optional(name + ".gz").orElseGet(() -> gzip(forms.get("identity"))));
        return new Encoded(mediaType, Map.copyOf(forms));
    }

    private static byte[] resource(String name) {
        return optional(name)
                .orElseThrow(() -> new StartException("the page " + name + " was not built; run the build again"));
    }

    private static Optional<byte[]> optional(String name) {
        try (var stream = Pages.class.getResourceAsStream(FOLDER + name)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The smaller of two: keys in Bech32 have chance repetitions that cost more than they save, and
    /// `FILTERED` leaves those alone; prose wants them.
    private static byte[] gzip(byte[] bytes) {
        var plain = gzip(bytes, Deflater.DEFAULT_STRATEGY);
        var filtered = gzip(bytes, Deflater.FILTERED);
        return filtered.length < plain.length ? filtered : plain;
    }

    private static byte[] gzip(byte[] bytes, int strategy) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new Gzip(out, strategy)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int strategy) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
            def.setStrategy(strategy);
        }
    }
}
