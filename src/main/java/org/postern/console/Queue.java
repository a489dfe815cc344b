package org.postern.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Received;
import org.postern.message.ThreadId;

/// All cases of the book at one moment, in the order in which they are shown. It is made once for each change of the
/// book, in time that grows with the book's size, so that a click costs what is shown and not what is held.
///
/// @param byThread every case
/// @param waiting those whose newest message is the requester's: the most urgent first, then who has waited longest
/// @param answered the others, in the same order
record Queue(Map<ThreadId, Case> byThread, List<Case> waiting, List<Case> answered) {
    /// Groups and sorts.
    ///
    /// @param requests all that are in the book
    /// @param replies all that are in the book
    static Queue of(Collection<Received> requests, Collection<Answered> replies) {
        var messages = new HashMap<ThreadId, List<Received>>();
        requests.forEach(received -> messages.computeIfAbsent(received.request().thread(), thread -> new ArrayList<>())
                .add(received));
        var answers = new HashMap<ThreadId, List<Answered>>();
        replies.forEach(answered -> answers.computeIfAbsent(answered.reply().thread(), thread -> new ArrayList<>())
                .add(answered));
        var cases = new HashMap<ThreadId, Case>();
        messages.forEach((thread, written) ->
                cases.put(thread, new Case(thread, written, to(written, answers.getOrDefault(thread, List.of())))));
        var sorted = cases.values().stream().sorted(Case.mostUrgentFirst()).toList();
        return new Queue(
                Map.copyOf(cases),
                sorted.stream().filter(one -> !one.isAnswered()).toList(),
                sorted.stream().filter(Case::isAnswered).toList());
    }

    /// The answers that lie in a mailbox of their own thread.
    private static List<Answered> to(List<Received> messages, List<Answered> answers) {
        var tags = messages.stream().map(message -> message.request().tag()).toList();
        return answers.stream()
                .filter(answered -> tags.contains(answered.reply().tag()))
                .toList();
    }
}
