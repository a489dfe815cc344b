package org.postern.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Renders the templates under `console/`. They were compiled with the code and escape everything that they print;
/// there is no way to hand them finished HTML.
final class Pages {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "org.postern.console.page");

    /// The document that the browser loads once. It holds no data.
    ///
    /// @param script integrity of the script
    /// @param style integrity of the style
    /// @param pollSeconds how often the page asks for news
    /// @return UTF-8
    byte[] shell(String script, String style, int pollSeconds) {
        return render("shell.jte", Map.of("script", script, "style", style, "pollSeconds", pollSeconds))
                .getBytes(StandardCharsets.UTF_8);
    }

    String status(StatusView view) {
        return render("status.jte", Map.of("view", view));
    }

    String list(ListView view) {
        return render("list.jte", Map.of("view", view));
    }

    String oneCase(CaseView view) {
        return render("case.jte", Map.of("view", view));
    }

    String ask(AskView view) {
        return render("ask.jte", Map.of("view", view));
    }

    /// The question before a lock that wipes something.
    ///
    /// @param typed what would be wiped, as a sentence
    /// @param id the case to go back to, or empty
    String lock(String typed, String id) {
        return render("lock.jte", Map.of("typed", typed, "id", id));
    }

    String out(OutView view) {
        return render("out.jte", Map.of("view", view));
    }

    private String render(String template, Map<String, Object> values) {
        var out = new StringOutput();
        engine.render(template, values, out);
        return out.toString();
    }
}
