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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Devices that are not as they should be: a wrong clock, no WebCrypto.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceTest {
    private static final String START = "Ask for help, without saying who you are";
    private static final House HOUSE = new House();

    private Chromium chromium;
    private StandIn service;
    private Visitor visitor;

    @BeforeAll
    void openBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    void closeBrowser() {
        chromium.close();
    }

    @BeforeEach
    void open() {
        service = new StandIn(HOUSE.pinned().hex(), HOUSE.notes(), "/elsewhere");
        visitor = Visitor.onPhone(chromium);
    }

    @AfterEach
    void nothingWentWrong() {
        var faults = List.copyOf(visitor.faults);
        visitor.close();
        service.close();
        assertEquals(List.of(), faults, "Content-Security-Policy violations, console errors and warnings");
    }

    private Visitor start() {
        return visitor.open(service.address()).sees(START);
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
