package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Devices that are not as they should be: a wrong clock, no WebCrypto.
class DeviceTest extends OnAPhone {
    private static final House HOUSE = new House();

    DeviceTest() {
        super(HOUSE);
    }

    @Test
    void namesTheDateThatTheDeviceBelievesWhenTheClockCanBeTheCause() {
        for (var days : List.of(9, -9, 400)) {
            visitor.close();
            visitor = Visitor.onPhone(chromium);
            visitor.page.addInitScript("{ const Real = Date; globalThis.Date = class extends Real {"
                    + " constructor(...at) { super(...(at.length ? at : [Real.now() + "
                    + Duration.ofDays(days).toMillis()
                    + "])) } static now() { return Real.now() + "
                    + Duration.ofDays(days).toMillis() + " } } }");
            var believed = LocalDate.now(ZoneId.systemDefault()).plusDays(days);
            start().reads("the date on this device is wrong")
                    .reads("This device says that today is " + written("EEEE", believed))
                    .reads(written("d MMMM yyyy", believed) + ". Is that so?");
            PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isHidden();
            visitor.photograph("phone-clock" + days);
        }
    }

    private static String written(String pattern, LocalDate day) {
        return DateTimeFormatter.ofPattern(pattern, Locale.UK).format(day);
    }

    /// As a phone meets it: the address is not https, so the browser gives the page no WebCrypto.
    @Test
    void saysOnTheFirstScreenThatABrowserWithoutWebCryptoCanNotWork() {
        try (var insecure = new Chromium("--host-resolver-rules=MAP help.example 127.0.0.1");
                var person = Visitor.onPhone(insecure)) {
            person.open(service.address().replace("127.0.0.1", "help.example")).sees(START);
            person.reads("This browser can’t lock messages or open answers on this page.");
            PlaywrightAssertions.assertThat(person.button("Ask for help")).isHidden();
            PlaywrightAssertions.assertThat(person.button("Read an answer")).isHidden();
            person.photograph("phone-no-webcrypto");
            assertEquals(true, person.page.evaluate("globalThis.crypto.subtle === undefined"));
            assertTrue(
                    person.faults.stream().noneMatch(fault -> fault.startsWith("page error")),
                    "nothing fails unseen: " + person.faults);
        }
    }
}
