/// What the team knows about its cases: an append-only log of sealed, signed events, and what follows from it; it
/// *touches plaintext*.
///
/// Nothing is stored that the log does not say. A state is a fold over events whose authors stand in the roster
/// of their epoch; the first claim in log order wins. The server keeps positions and a hash chain and sees
/// neither which case an entry is about nor what it says (DESIGN.md 6, PROTOCOL.md 6).
///
/// Here stand the log ([org.postern.triage.TriageLog]), the events ([org.postern.triage.TriageEvent]) and the
/// first gate, G1, which opens contact details ([org.postern.triage.ContactGate]). The states of a case
/// (domain.md B.1), the queue in order of urgency (B.2) and the gates G2 to G15 (B.5) will stand beside them:
/// each is one more fold over the same events, and one more event type where it needs a fact that no event says
/// yet. There is no type for an override, for labelling a person (G6) or for using words for anything else
/// (G9), and none may be added.
package org.postern.triage;
