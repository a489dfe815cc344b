package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.postern.envelope.MailboxPage;

/// Somebody on a phone before a stand-in for the server, with an empty mailbox; and nothing may go wrong unsaid.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnAPhone {
    static final String START = "Ask for help, without saying who you are";
    static final String READ = "The team may read what I wrote, to answer me.";

    final House house;
    Chromium chromium;
    StandIn service;
    Visitor visitor;

    OnAPhone(House house) {
        this.house = house;
    }

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
        service = new StandIn(house.pinned().hex(), house.notes(), "/elsewhere");
        service.mailbox = ask -> emptyMailbox();
        visitor = Visitor.onPhone(chromium);
    }

    @AfterEach
    void nothingWentWrong() {
        var faults = List.copyOf(visitor.faults);
        visitor.close();
        service.close();
        assertEquals(List.of(), faults, "Content-Security-Policy violations, console errors and warnings");
    }

    static byte[] emptyMailbox() {
        return MailboxPage.system().bytes(new byte[32], 0, House.EPOCH, List.of());
    }

    Visitor start() {
        return visitor.open(service.address()).sees(START);
    }

    Visitor atConsent() {
        return start().asks("My rent is due.")
                .press("Continue")
                .sees("Check your answers")
                .press("Continue")
                .sees("Your choices")
                .tick(READ);
    }

    Visitor atTheWords() {
        return atConsent().press("Continue").sees("Your nine words");
    }
}
