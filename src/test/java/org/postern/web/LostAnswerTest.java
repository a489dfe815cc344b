package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a person is told about a message: words first, and "not sent" only when that is known.
class LostAnswerTest extends OnAPhone {
    private static final House HOUSE = new House(2);

    LostAnswerTest() {
        super(HOUSE);
    }

    @Test
    void theNineWordsAreShownAndCheckedBeforeAnythingIsSent() {
        atTheWords().reads("Nothing has been sent yet. First keep these words.");
        var words = visitor.words();
        visitor.tick("I have kept my nine words").press("Continue").sees("Check that you kept them");
        assertEquals(List.of(), service.requests);
        visitor.press("Show my words again").sees("Your nine words");
        assertEquals(words, visitor.words());
        visitor.keepsWords(words).sees("What happens next").reads("Your message was sent");
        visitor.doesNotRead("still on its way");
        assertEquals(1, service.requests.size());
        visitor.page.locator("summary").click();
        assertEquals(words, visitor.words(), "they can be seen again");
    }

    @Test
    void aLostAnswerIsNeverCalledNotSentAndTheSameBytesGoOn() {
        service.status = 0;
        atTheWords().keepsWords(visitor.words());
        visitor.sees("Sending").reads("We do not know whether your message arrived.");
        visitor.reads("The service keeps it only once.").doesNotRead("not sent").photograph("phone-lost-answer");
        // What comes next is not worse than not knowing: the first try may have arrived all the same.
        service.status = 422;
        visitor.press("Try again now").reads("The service did not accept it.");
        visitor.reads("We do not know whether your message arrived.").doesNotRead("not sent");
        service.status = 200;
        visitor.press("Lock and send again").sees("What happens next");
        assertArrayEquals(service.requests.get(0), service.requests.get(1));
    }

    @Test
    void whatWasChangedAfterALostAnswerIsTakenBackBeforeTheChangedVersionGoesOut() {
        start().asks("Call me.")
                .tick("Call me")
                .type("Phone number", "00 31 20")
                .press("Continue");
        visitor.press("Continue")
                .tick(READ)
                .tick("The team may contact me in the way I gave.")
                .press("Continue");
        service.status = 0;
        visitor.keepsWords(visitor.words()).sees("Sending").reads("We do not know whether your message arrived.");
        visitor.press("Change my answers").sees("Check your answers").reads("we take the first one back");
        visitor.page.getByLabel("Change: How we can reach you").click();
        visitor.tick("I will come back here")
                .press("Continue")
                .press("Continue")
                .press("Lock and send");
        visitor.sees("Sending")
                .reads("This version of your message was not sent. Your first version may still be there.");
        visitor.doesNotRead("We do not know").doesNotRead("keeps it only once");
        visitor.press("Stop here").sees("Sending has stopped").reads("Your first version may still be there.");
        visitor.reads("choose “Delete everything”")
                .doesNotRead("It does no harm")
                .press("Try again now");
        visitor.sees("Sending").reads("Your first version may still be there.");
        // A browser repeats by itself what was hung up on, so how often is not counted.
        assertEquals(false, service.erasures.isEmpty(), "first it has to be gone");
        var first = service.requests.getFirst();
        service.requests.forEach(request -> assertArrayEquals(first, request));
        service.status = 200;
        visitor.press("Try again now").sees("What happens next").reads("We will not call you");
        visitor.reads("Was your first version still on its way?");
        assertEquals(false, Arrays.equals(first, service.requests.getLast()));
    }

    @Test
    void whoeverGoesAfterALostAnswerIsToldWhatMayBeThereAndCanDeleteItWithoutSendingMore() {
        service.status = 0;
        atTheWords().keepsWords(visitor.words()).reads("We do not know whether your message arrived.");
        visitor.press("Change my answers").press("Continue").reads("If it did, the team can read it.");
        visitor.untick(READ).press("Lock and send").reads("If it did, the team can read it.");
        visitor.tick(READ).press("Lock and send");
        visitor.reads("We do not know whether your message arrived.")
                .press("Stop here")
                .press("Back to the start");
        visitor.sees("Throw away what you wrote?").reads("If it did, the team can read it.");
        service.status = 200;
        visitor.press("Delete what was sent").press("Yes, delete everything").sees("Everything is deleted");
        assertEquals(1, service.erasures.size());
    }

    @Test
    void whatWasPerhapsDeletedIsNeverSentAgainUnderItsOldName() {
        service.status = 0;
        atTheWords().keepsWords(visitor.words()).reads("We do not know whether your message arrived.");
        visitor.press("Change my answers").press("Delete what was sent").press("Yes, delete everything");
        visitor.reads("We do not know whether everything was deleted.").press("No, go back");
        visitor.sees("Check your answers");
        service.status = 200;
        visitor.press("Continue").press("Lock and send").sees("What happens next");
        assertEquals(false, Arrays.equals(service.requests.getFirst(), service.requests.getLast()));
        visitor.press("Look for an answer now").reads("There is no answer yet.");
        visitor.doesNotRead("whether everything was deleted");
    }

    @Test
    void aFollowUpThatIsChangedAfterALostAnswerSaysThatTheTeamMayReadBoth() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").press("Write to the team");
        service.status = 0;
        visitor.type("Tell us what you want us to know", "Come at six.")
                .tick(READ)
                .press("Lock and send");
        visitor.reads("We do not know whether your message arrived.").press("Change my answers");
        visitor.sees("Write to the team").reads("the team may read both");
        assertEquals(0, service.erasures.size(), "the first message stays");
        visitor.press("Back to your answers").press("Close and forget my words");
        visitor.sees("Throw away what you wrote?").press("No, keep it").press("Write to the team");
        assertEquals("Come at six.", visitor.page.inputValue("textarea"));
    }

    @Test
    void aRefusedMessageIsNotSent() {
        service.status = 422;
        atTheWords().keepsWords(visitor.words());
        visitor.sees("Sending").reads("Your message was not sent. The service did not accept it.");
    }

    @Test
    void aLongWaitSaysHowLongItCanTakeAndCanBeLeftWithTheNineWords() {
        service.status = -1;
        var words = atTheWords().words();
        visitor.keepsWords(words)
                .sees("Sending")
                .reads(
                        "It can take up to a minute and a half. If you close this page now, your message may not arrive.");
        visitor.photograph("phone-long-wait").press("Stop waiting").sees("Sending has stopped");
        visitor.reads("We do not know whether your message arrived.").reads("ask for help once more from the start");
        visitor.page.locator("summary").click();
        assertEquals(words, visitor.words());
        service.status = 200;
        visitor.reads("Your message was sent after all.").photograph("phone-sent-after-all");
        PlaywrightAssertions.assertThat(visitor.button("Try again now")).hasCount(0);
        assertEquals(1, service.requests.size());
        visitor.press("Back to the start").sees(START);
    }

    @Test
    void aLongWaitForTheKeysCanBeLeftAndNothingWasSent() {
        visitor.page.route("**/notes", route -> {});
        var words = atTheWords().words();
        visitor.keepsWords(words).sees("Sending").reads("Nothing is sent before we have checked its keys.");
        visitor.press("Stop waiting").sees("Sending has stopped").reads("Your message was not sent.");
        visitor.page.locator("summary").click();
        assertEquals(words, visitor.words());
    }

    @Test
    void anAnswerThatComesLateIsHeardWhileTheSameBytesAreTriedOnceMore() {
        var held = holdsMessages();
        atTheWords().keepsWords(visitor.words()).reads("It can take up to a minute and a half.");
        visitor.press("Stop waiting").press("Try again now").reads("It can take up to a minute and a half.");
        arrives(held.getFirst());
        held.get(1).abort();
        visitor.sees("What happens next").reads("Your message was sent");
        assertEquals(1, service.requests.size());
    }

    @Test
    void whatWasSaidNotToBeKnownAndArrivedLateIsNotCalledNotSent() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").press("Write to the team");
        var held = holdsMessages();
        visitor.type("Tell us what you want us to know", "Come at six.")
                .tick(READ)
                .press("Lock and send")
                .reads("It can take up to a minute and a half.");
        visitor.press("Stop waiting").press("Back to your answers").press("Close and forget my words");
        visitor.reads("We do not know whether what you wrote has arrived.").press("No, keep it");
        arrives(held.getFirst());
        visitor.press("Close and forget my words").sees(START);
    }

    @Test
    void anOrderThatGotNoAnswerIsNotForgottenOverAMessageThatArrivedBeforeIt() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").press("Write to the team");
        var held = holdsMessages();
        visitor.type("Tell us what you want us to know", "Come at six.")
                .tick(READ)
                .press("Lock and send")
                .reads("It can take up to a minute and a half.");
        visitor.press("Stop waiting").press("Back to your answers").press("Delete everything");
        visitor.page.route("**/v1/erase", Route::abort);
        visitor.press("Yes, delete everything").reads("Deleting.");
        arrives(held.getFirst());
        visitor.reads("We do not know whether everything was deleted.").press("No, go back");
        visitor.sees("Your answers").reads("To be sure, choose “Delete everything” once more.");
    }

    /// Every message that the page sends from now on waits in the network.
    private List<Route> holdsMessages() {
        var held = new ArrayList<Route>();
        visitor.page.route("**/v1/request", held::add);
        return held;
    }

    private void arrives(Route held) {
        visitor.page.waitForResponse("**/v1/request", held::resume).finished();
    }

    @Test
    void aLongWaitForTheMailboxOrTheDeletingCanBeLeftAndSaysWhatIsKnown() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").sees("Your answers");
        service.status = -1;
        visitor.press("Delete everything").press("Yes, delete everything").reads("Deleting.");
        visitor.reads("It can take up to a minute and a half.").press("Stop waiting");
        visitor.reads("We do not know whether everything was deleted.").photograph("phone-erase-unknown");
        visitor.press("No, go back").sees("Your answers").reads("To be sure, choose “Delete everything” once more.");
        visitor.doesNotRead("There is no answer yet.");
        service.status = 200;
        visitor.press("Delete everything").press("Yes, delete everything").sees("Everything is deleted");
    }

    @Test
    void whatWasReadStaysWhenLookingAgainFailsAndDeletingIsOfferedAllTheSame() {
        var words = atTheWords().words();
        visitor.keepsWords(words).press("Look for an answer now").reads("There is no answer yet.");
        var there = service.mailbox;
        service.mailbox = ask -> new byte[0];
        visitor.press("Look again").reads("What you see here is from before.").reads("There is no answer yet.");
        visitor.press("Close and forget my words").press("Read an answer");
        visitor.type("Type or paste your nine words", String.join(" ", words)).press("Read answers");
        visitor.sees("Your answers").reads("We can’t reach the service just now.");
        visitor.press("Delete everything").press("No, go back").sees("Your answers");
        visitor.press("Delete everything").press("Yes, delete everything").sees("Everything is deleted");
        service.mailbox = there;
    }

    @Test
    void wordsThatWereErasedHereLeadToANewRequestWithNewWords() {
        var words = atTheWords().words();
        visitor.keepsWords(words).press("Look for an answer now").sees("Your answers");
        // It was just told that the message was sent.
        visitor.reads("There is no answer yet.").doesNotRead("perhaps not arrive");
        assertEquals(0, visitor.button("Ask for help again").count());
        visitor.press("Write to the team")
                .type("Tell us what you want us to know", "STOP")
                .tick(READ);
        visitor.press("Lock and send").reads("The team can answer here. Your nine words stay the same.");
        visitor.press("Back to your answers").press("Delete everything").press("Yes, delete everything");
        visitor.sees("Everything is deleted")
                .reads("You will get new words. Please use those.")
                .press("Back to the start");
        visitor.press("Read an answer").type("Type or paste your nine words", String.join(" ", words));
        visitor.press("Read answers").sees("Everything is deleted").reads("Then it can come later.");
        assertEquals(0, visitor.button("Write to the team").count());
        visitor.press("Delete everything once more").sees("Everything is deleted");
        assertEquals(2, service.erasures.size(), "what was still on its way goes, too");
        visitor.press("Back to the start").sees(START);
        atTheWords();
        assertEquals(false, words.equals(visitor.words()));
    }
}
