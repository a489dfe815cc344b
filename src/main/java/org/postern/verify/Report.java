package org.postern.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What one look at a service gathers.
final class Report {
    private final List<String> good = new ArrayList<>();
    private final Set<Finding> findings = new LinkedHashSet<>();

    void good(String sentence) {
        good.add(sentence);
    }

    /// Two checks that find the same say it once.
    void alarm(Alarm alarm, String sentence) {
        findings.add(new Finding(alarm, sentence));
    }

    List<String> good() {
        return List.copyOf(good);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
