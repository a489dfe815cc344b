package org.postern.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.postern.crypto.Sha256;

/// What the browser loads once: the document, the script and the style, as bytes.
final class PageAssets {
    private final byte[] document;
    private final byte[] script;
    private final byte[] style;

    /// Renders the document around the hashes of the other two.
    ///
    /// @param pages the templates
    /// @param script the built `console.ts`
    /// @param style `console.css`
    /// @param pollSeconds how often the page asks whether there is something new
    PageAssets(Pages pages, byte[] script, byte[] style, int pollSeconds) {
        this.document = pages.shell(integrity(script), integrity(style), pollSeconds);
        this.script = script;
        this.style = style;
    }

    /// Reads script and style from the jar.
    ///
    /// @param pages the templates
    /// @param pollSeconds how often the page asks whether there is something new
    /// @return all three
    /// @throws IllegalStateException if this build has no script or style
    static PageAssets load(Pages pages, int pollSeconds) {
        return new PageAssets(pages, read("console.js"), read("console.css"), pollSeconds);
    }

    byte[] document() {
        return document;
    }

    byte[] script() {
        return script;
    }

    byte[] style() {
        return style;
    }

    private static byte[] read(String name) {
        try (var in = PageAssets.class.getResourceAsStream("/console/" + name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks the console's " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Subresource Integrity's text for some bytes.
    private static String integrity(byte[] bytes) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.hash(bytes));
    }
}
