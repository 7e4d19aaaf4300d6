//! Undoing, case by case.

use super::*;

const F: UserId = UserId::from_bytes([1; 12]);
const S: UserId = UserId::from_bytes([2; 12]);
/// Somebody who was merged into F before.
const G: UserId = UserId::from_bytes([3; 12]);
const CF: ConversationId = ConversationId::from_bytes([1; 12]);
const CS: ConversationId = ConversationId::from_bytes([2; 12]);
const CG: ConversationId = ConversationId::from_bytes([3; 12]);
const TF: TicketId = TicketId::from_bytes([1; 12]);
const TS: TicketId = TicketId::from_bytes([2; 12]);
const T_SINCE: TicketId = TicketId::from_bytes([4; 12]);

fn merge(byte: u8) -> MergeId {
    MergeId::from_bytes([byte; 12])
}

fn message(byte: u8) -> MessageId {
    MessageId::from_bytes([byte; 12])
}

fn edge(conversations: Option<(ConversationId, ConversationId)>) -> Edge {
    Edge { id: merge(9), users: (F, S), conversations }
}

/// The merge of G into F, before.
const OLDER: Edge = Edge { id: MergeId::from_bytes([8; 12]), users: (G, F), conversations: Some((CG, CF)) };

fn written(id: u8, home: ConversationId, author: Option<UserId>, marked: bool) -> Written {
    Written { id: message(id), home, author, marked }
}

fn kept(id: TicketId, requester: UserId, status: Status) -> TicketKept {
    TicketKept { id, requester, status, priority: 0 }
}

/// Ten was the last message before the merge; F's ticket was pending.
const SEAM: Seam = Seam {
    last_message: Some(MessageId::from_bytes([10; 12])),
    ticket: Some(TicketSeam { id: TF, status: Status::Pending, priority: 3 }),
};

fn undone(edges: &[Edge], messages: &[Written], tickets: &[TicketKept]) -> UndoPlan {
    undo(&Survivor { edges, messages, tickets }, merge(9), &SEAM).unwrap()
}

#[test]
fn mrg_12_what_was_joined_goes_back_and_what_came_since_goes_by_its_evidence() {
    let messages = [
        written(1, CF, Some(F), false),
        written(2, CS, Some(S), true),
        written(3, CG, Some(G), false),
        written(11, CS, Some(S), true),
        written(12, CS, Some(F), true),
        written(13, CS, Some(F), false),
        written(14, CS, None, false),
    ];
    let plan = undone(&[OLDER, edge(Some((CF, CS)))], &messages, &[]);
    assert_eq!((plan.undone, plan.conversation), (F, Some(CF)));
    assert_eq!(plan.users, BTreeSet::from([F, G]), "whoever leads to F");
    assert_eq!(plan.conversations, BTreeSet::from([CF, CG]));
    assert_eq!(plan.back, [message(1), message(3)]);
    assert_eq!(plan.settle, [(message(12), Whose::Undone)], "unmarked, it stays with the survivor");
    assert_eq!(plan.begins, None);
}

#[test]
fn mrg_12_the_survivor_keeps_newer_messages_in_a_conversation_of_its_own() {
    let messages = [
        written(1, CF, Some(F), false),
        written(10, CG, Some(G), false),
        written(11, CF, Some(S), true),
        written(12, CF, Some(F), true),
        written(13, CF, Some(F), false),
        written(14, CF, None, false),
    ];
    let plan = undone(&[OLDER, edge(Some((CF, CF)))], &messages, &[]);
    assert_eq!(plan.conversation, Some(CF));
    assert_eq!(plan.back, []);
    let survivors = [11, 13, 14].map(|id| (message(id), Whose::Survivors));
    assert_eq!((plan.settle, plan.begins), (survivors.to_vec(), Some(Whose::Survivors)));

    let nothing_since = undone(&[edge(Some((CF, CF)))], &messages[..1], &[]);
    assert_eq!((nothing_since.settle, nothing_since.begins), (vec![], None));
}

#[test]
fn mrg_12_somebody_who_had_written_nothing_begins_with_what_they_wrote_since() {
    let messages =
        [written(2, CS, Some(S), true), written(11, CS, Some(F), true), written(12, CS, Some(S), true)];
    let plan = undone(&[edge(None)], &messages, &[]);
    assert_eq!(plan.conversation, None);
    assert_eq!((plan.settle, plan.begins), (vec![(message(11), Whose::Undone)], Some(Whose::Undone)));
    let silent = undone(&[edge(None)], &messages[..1], &[]);
    assert_eq!((silent.settle, silent.begins), (vec![], None));
}

#[test]
fn mrg_12_merges_are_undone_newest_first_and_once() {
    let survivor = Survivor { edges: &[OLDER, edge(Some((CF, CS)))], messages: &[], tickets: &[] };
    assert_eq!(undo(&survivor, OLDER.id, &SEAM), Err(UndoRefused::NotNewest(merge(9))));
    assert_eq!(undo(&survivor, merge(7), &SEAM), Err(UndoRefused::Undone));
    assert!(undo(&survivor, merge(9), &SEAM).is_ok());
}

#[test]
fn mrg_12_the_ticket_comes_back_as_it_was_at_the_seam() {
    let as_it_was = TicketPart::Restore(SEAM.ticket.unwrap());
    let closed_before = TicketId::from_bytes([5; 12]);
    let since = [written(11, CS, Some(S), true)];
    let joined = [OLDER, edge(Some((CF, CS)))];
    // MRG-3: TF was closed into TS.
    let tickets =
        [kept(closed_before, G, Status::Closed), kept(TF, F, Status::Closed), kept(TS, S, Status::Open)];
    assert_eq!(
        undone(&joined, &since, &tickets).tickets,
        [TicketPart::Back(closed_before), as_it_was],
        "the survivor's stays"
    );
    // MRG-4: TF went on as the survivor's, who has written since.
    let shared = [kept(TF, S, Status::Solved)];
    let like = LiveTicket { id: TF, status: Status::Solved, priority: 0 };
    let opened = TicketPart::Open(Whose::Survivors, like);
    assert_eq!(undone(&joined, &since, &shared).tickets, [as_it_was, opened]);
    assert_eq!(undone(&joined, &[], &shared).tickets, [as_it_was], "nothing to work on");
}

#[test]
fn mrg_12_a_ticket_that_was_opened_since_goes_with_the_survivor() {
    let since = [written(11, CF, Some(S), true)];
    let tickets = [kept(TF, S, Status::Closed), kept(T_SINCE, S, Status::New)];
    let plan = undone(&[edge(Some((CF, CF)))], &since, &tickets);
    assert_eq!(plan.tickets, [TicketPart::Over(T_SINCE), TicketPart::Restore(SEAM.ticket.unwrap())]);
    assert_eq!(plan.begins, Some(Whose::Survivors));
}

#[test]
fn tkt_1_what_the_undone_one_wrote_since_opens_their_ticket() {
    let since = [written(11, CS, Some(F), true)];
    let joined = [edge(Some((CF, CS)))];
    let open = TicketSeam { status: Status::Open, ..SEAM.ticket.unwrap() };
    assert_eq!(undone(&joined, &since, &[]).tickets, [TicketPart::Restore(open)]);
}

#[test]
fn mrg_12_whoever_wrote_since_and_has_no_ticket_gets_one() {
    let since = [written(11, CS, Some(F), true)];
    let seam = Seam { ticket: None, ..SEAM };
    let tickets = [kept(TS, S, Status::Pending)];
    let of = |messages| {
        let edges = [edge(None)];
        let survivor = Survivor { edges: &edges, messages, tickets: &tickets };
        undo(&survivor, merge(9), &seam).unwrap().tickets
    };
    let like = LiveTicket { id: TS, status: Status::Pending, priority: 0 };
    assert_eq!(of(&since), [TicketPart::Open(Whose::Undone, like)]);
    assert_eq!(of(&[]), []);
}

#[test]
fn mrg_9_a_conversation_that_stayed_apart_goes_back_and_the_survivor_keeps_what_is_newer() {
    let messages = [
        written(1, CF, Some(F), false),
        written(11, CF, Some(S), true),
        written(12, CF, Some(F), true),
        written(13, CF, None, false),
    ];
    let edges = [edge(None)];
    let tickets = [kept(TF, S, Status::Open)];
    let survivor = Survivor { edges: &edges, messages: &messages, tickets: &tickets };
    let plan = undo_beside(&survivor, merge(9), &SEAM, Beside::Undones(CF)).unwrap();
    assert_eq!((plan.undone, plan.conversation, plan.back), (F, Some(CF), vec![]));
    let survivors = [11, 13].map(|id| (message(id), Whose::Survivors)).to_vec();
    assert_eq!((plan.settle, plan.begins), (survivors, Some(Whose::Survivors)));
    let like = LiveTicket { id: TF, status: Status::Open, priority: 0 };
    let open = TicketSeam { status: Status::Open, ..SEAM.ticket.unwrap() };
    assert_eq!(plan.tickets, [TicketPart::Restore(open), TicketPart::Open(Whose::Survivors, like)]);
}

#[test]
fn mrg_9_in_the_survivors_conversations_only_what_names_the_undone_one_is_theirs() {
    let messages = [
        written(1, CS, Some(S), true),
        written(11, CS, Some(F), true),
        written(12, CS, Some(F), false),
        written(13, CS, Some(S), true),
    ];
    // The merge itself joined another conversation.
    let edges = [edge(Some((CF, CG)))];
    let seam = Seam { ticket: None, ..SEAM };
    let beside = |messages| {
        let survivor = Survivor { edges: &edges, messages, tickets: &[] };
        undo_beside(&survivor, merge(9), &seam, Beside::Survivors).unwrap()
    };
    let plan = beside(&messages);
    assert_eq!((plan.settle, plan.begins), (vec![(message(11), Whose::Undone)], Some(Whose::Undone)));
    assert_eq!((plan.conversation, plan.back), (None, vec![]));
    let silent = beside(&messages[..1]);
    assert_eq!((silent.settle, silent.begins, silent.tickets), (vec![], None, vec![]));
}

#[test]
fn mrg_12_a_merge_that_was_undone_says_nothing_of_conversations_beside_it() {
    let survivor = Survivor { edges: &[], messages: &[], tickets: &[] };
    for beside in [Beside::Undones(CF), Beside::Survivors] {
        assert_eq!(undo_beside(&survivor, merge(9), &SEAM, beside), Err(UndoRefused::Undone));
    }
}
