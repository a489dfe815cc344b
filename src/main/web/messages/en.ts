/** Every word of the requester’s page, in English. Short sentences, plain words, reading age 9 to 11. */

import type { Distrust } from "../manifest.ts"
import type { Purpose, State } from "../reply.ts"

const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" })
/** As the device shows it: in its own time zone, with the year. */
const today = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })

/** Small numbers as words. */
function count(n: number): string {
  return ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][n] ?? String(n)
}

export const en = {
  lang: "en",
  dir: "ltr",

  day: (date: Date) => day.format(date),
  number: (n: number) => n.toLocaleString("en-GB").replaceAll(",", " "),
  stepTitle: (step: number, of: number) => `Step ${step} of ${of}`,

  skip: "Skip to the main part",
  leave: "Leave this page",
  leaveSpoken: "Emergency: ",
  leaving: "Loading.",
  leavePresses: (left: number) =>
    left === 1 ? "Shift, press 1 more time to leave." : `Shift, press ${left} more times to leave.`,
  leaveExpired: "Leaving by the Shift key has been reset.",
  footer: "We never ask your name. This page keeps nothing in this browser. The browser’s own history may show that you were here.",

  back: "Back",
  next: "Continue",
  skipQuestion: "Skip this question",
  change: "Change",
  /** What stands on the tab and in the history: who sees it learns nothing of what this is about. */
  titles: { start: "Start", next: "Next", words: "Words", read: "Read", write: "Write", sent: "Sent", remove: "Remove", removed: "Removed" },

  lost: {
    title: "Not found",
    heading: "There is nothing at this address",
    text: "Perhaps a letter of the address is missing or wrong.",
    home: "Go to the first page",
  },

  noScript: {
    heading: "This page can’t work yet",
    text: [
      "Scripts are switched off in this browser. Without them, this page can’t seal what you write. So there is nowhere to write here.",
      "In Tor Browser, choose the shield sign, then the level “Safer”. The level is for all sites that you open, not only for this one.",
      "Or use the program “postern request” on a computer you trust. It seals your words on that computer and needs no browser.",
    ],
    slow: "If this page does not change soon, part of it could not load. Load it again, or try again later. Or this browser may be too old: try another one.",
  },

  start: {
    heading: "Ask for help, without saying who you are",
    lead: "You do not have to tell us your name. You do not have to tell us what kind of work you do. You choose what to say. You can stop at any time.",
    ask: "Ask for help",
    read: "Read an answer",
    who: {
      heading: "Who reads it",
      text: [
        "A small team reads your message. They are trained and checked. Your words are locked on this device before they are sent. Only the team can open them. The people who run this website can’t.",
        "We do not work for the police or for immigration. We do not show your message to the police unless you ask us to, or a court makes us. If a court makes us, we will try to tell you first.",
        "We help you the same way, whatever you tell us about yourself.",
      ],
    },
    emergency: {
      heading: "This is not an emergency service",
      text: [
        "We can’t send anyone to you. If you are in danger now, a local emergency number may help you faster. Some of them tell the police.",
      ],
    },
    limits: {
      heading: "What this page can’t promise",
      text: [
        "Without Tor Browser, others can see that you visited this site. They can’t see what you wrote.",
        "If someone watches this phone or computer, they may see what you type.",
        "This page comes from our server. If someone took over the server, they could change the page. The program “postern request” does not have this risk.",
        "While we hold your message, a team member who has read it has read it. We can’t undo that.",
        "Copies made for repair stay until the keys for that week are destroyed.",
      ],
      keys: (witnesses: number) =>
        witnesses === 0
          ? "Nobody outside the team checks our keys yet. So we can’t rule out that someone shows you old keys. They are never older than eight days."
          : `Outside checkers watch our keys. This page sends nothing unless ${count(witnesses)} of them saw the same keys in the last three days.`,
    },
  },

  distrust: {
    unpublished: "This service has not opened yet, so you can’t send a message. Please come back later.",
    tampered: "The keys of this service did not pass our checks, so this page will not send anything. Someone may have changed them.",
    "under-signed": "Not enough people signed the keys of this service, so this page will not send anything.",
    "signed-twice": "One person signed the keys of this service twice, in the place of two people, so this page will not send anything.",
    older: "The keys of this service are older than the ones this page saw before, so this page will not send anything.",
    expired: "This service is closed just now, or the date on this device is wrong. So you can’t send a message.",
    "too-far-ahead": "The keys of this service are dated too far ahead, or the date on this device is wrong. So this page will not send anything.",
    "wrong-log": "The public record of these keys is not the right one, so this page will not send anything. Someone may have changed it.",
    unwitnessed: "Too few of our outside checkers have seen these keys, so this page will not send anything. Please come back later.",
    stale: "Our outside checkers have not seen these keys in the last three days, or the date on this device is wrong. So this page will not send anything.",
    unlogged: "These keys are not in the public record, so this page will not send anything. Someone may have changed them.",
    "not-newest": "There are newer keys than the ones we were sent, so this page will not send anything. Please try again in a few minutes.",
  } satisfies Record<Distrust, string>,
  clock: (now: Date) =>
    `This device says that today is ${today.format(now)}. Is that so? If not, set the right date in the settings of this device, then try again. If it is, please come back in a day or two.`,
  unreachable: "We can’t reach the service just now. Please try again.",
  cannot:
    "This browser can’t lock messages or open answers on this page. It may be too old, or the address may not begin with “https”. Please use another browser, or check the address.",
  checkAgain: "Check again",
  slow: "This takes longer than usual. It can take up to a minute and a half.",
  stop: "Stop waiting",
  cut: "That was too long for this box. Only the first part is here. Please check where it ends.",

  safe: {
    heading: "Staying safe here",
    leaveHeading: "The “Leave this page” button",
    leaveText: [
      "It is on every screen. It closes this page fast and shows another website.",
      "You can use it in three ways: choose the button, press the Shift key of a keyboard three times, or use the link at the very top with a screen reader.",
      "What you wrote is gone when you leave. The Back button of your browser does not bring it back.",
      "It does not clear your history. Someone who checks this device may still see that you were here.",
    ],
    tipsHeading: "If someone may check this device",
    tips: [
      "Use another device if you can, one that nobody else uses.",
      "Use a private window, or Tor Browser.",
      "Later, you can delete this one page from your history. An empty history may look strange.",
      "Some phones have hidden programs that show others what you do. This page can’t stop them.",
    ],
    agree: "I have read this",
  },

  needs: {
    heading: "What would help?",
    hint: "Tick any. The order means nothing.",
    options: {
      safe_place_now: "A safe place tonight",
      housing: "Help with housing, rent or eviction",
      money_food: "Money, food or things I need",
      health: "A doctor or health care, also after an attack",
      talk_therapy: "Someone to talk to, counselling or therapy",
      peer: "Talk with someone who has been there",
      safety_plan: "Help to plan how to stay safe",
      safer_work: "Be safer in the work I do",
      pay_rights: "Pay, contract, hours or unsafe work",
      papers_kept: "Someone has my passport, phone or papers",
      other_work: "Other work, training or school",
      legal: "Legal advice",
      immigration: "Visa or papers advice",
      online: "Threats, photos or accounts online",
      children: "Help for my children or family",
      drugs_alcohol: "Support with alcohol or drugs, no judgement",
      disability_care: "Disability or care support",
      police_problem: "A problem with police or officials",
      know_options: "I just want to know my options",
      other: "Something else",
    },
    last: "other",
  },

  urgency: {
    heading: "How soon do you need an answer?",
    hint: "We read every message. This helps us to see what can’t wait.",
    options: {
      now: "Now: I am in danger, or I have no safe place tonight",
      today: "Today or tomorrow",
      week: "This week",
      no_rush: "No rush",
      unknown: "I don’t know",
    },
    nowHint: "We can’t send anyone to you, and we can’t say how fast we answer. A local emergency number may be faster.",
  },

  message: {
    heading: "Your message",
    label: "Tell us what you want us to know",
    hint: "Please leave out names, addresses and phone numbers. If you want us to reach you, you can give them on the next screen. There they are locked away from most of the team.",
    hintHere: "Please leave out names, addresses and phone numbers. The whole team can read what you write here.",
    empty: "You can write some pages here.",
    room: (left: string) => (left === "0" ? "There is no room left." : `There is room for about ${left} more letters like yours.`),
    tooLong: (over: string) => `Your message is too long by ${over === "1" ? "one letter" : `about ${over} letters`}.`,
    shorter: "Please make your message shorter.",
    nothing: "Please write something here, or go back and tick one thing that would help.",
  },

  contact: {
    heading: "How can we reach you?",
    hint: "The safest way is to come back here. We send nothing to your phone or e-mail unless you ask us to.",
    options: {
      none: "I will come back here",
      call: "Call me",
      message_app: "Write to me in a message app",
      email: "Write me an e-mail",
      meet: "Meet me, through a group that works with us",
    },
    locked: (k: number) =>
      `This part is locked with its own key. It opens only when ${count(k)} people of the team agree. We tell you here when they open it. You can’t change it later. To take it back, you delete everything.`,
    value: {
      call: "Phone number",
      message_app: "Which app, and your number or nickname there",
      email: "E-mail address",
      meet: "How that group can reach you",
    },
    when: "When is it safe?",
    whenHint: "For example: weekdays, mornings only.",
    how: "What may we say if someone else answers?",
    howHint: "For example: say you are the dentist. Or: hang up.",
    place: "Where can we meet you?",
    noValue: "Please say how we can reach you, or choose “I will come back here”.",
    tooLong: (over: string) => `This part is too long by ${over === "1" ? "one letter" : `about ${over} letters`}. Please make it shorter.`,
  },

  check: {
    heading: "Check your answers",
    team: "The team sees this",
    locked: (k: number) => `Locked: ${count(k)} people must agree`,
    none: "Nothing",
    unsure:
      "We do not know whether your message arrived. If it did, the team can read it. If you change it and send it, we take the first one back. One that is still on its way can come all the same.",
    takeBack: "Delete what was sent",
    goesToo: "What you wrote on this page goes, too.",
    needs: "What would help",
    urgency: "How soon",
    message: "Your message",
    contactWay: "How we can reach you",
    contactValue: "Number, address or nickname",
    contactWhen: "When it is safe",
    contactHow: "What we may say",
    contactPlace: "Where to meet",
  },

  consent: {
    heading: "Your choices",
    text: "You can take this back at any time: delete everything, here, with your nine words.",
    read: "The team may read what I wrote, to answer me.",
    readRequired: "Please tick this box. We may not read your message without it.",
    contact: "The team may contact me in the way I gave.",
    contactRequired: "Please tick this box, or go back and choose “I will come back here”. We may not use your details without it.",
    send: "Lock and send",
  },

  send: {
    heading: "Sending",
    keys: "Making keys from your nine words…",
    check: "Checking the keys of the service…",
    checkSlow: "The service does not answer yet. It can take some minutes. Nothing is sent before we have checked its keys.",
    seal: "Locking your message on this device…",
    older: "This version of your message was not sent. Your first version may still be there.",
    olderFirst: "We take your first version back before we send this one.",
    olderSlow: "We are still taking back your first version. It can take some minutes. We send the new one after that. Please stay here if you can.",
    adviceOlder: [
      "To be sure, try again now. Then we take your first version back and send what you changed.",
      "Or delete it. Come back later, choose “Read an answer”, type your nine words, and choose “Delete everything”.",
    ],
    takeBack: "Taking back your first version. This can take some seconds…",
    send: "Sending. This can take some seconds…",
    slow: "We are waiting for the answer of the service. It can take up to a minute and a half. If you close this page now, your message may not arrive.",
    notSent: "Your message was not sent.",
    unknown: "We do not know whether your message arrived.",
    unreachable: "We could not reach the service, or its answer was lost.",
    busy: "The service can’t take it just now.",
    stale: "The service does not take this key any more, and has no new one yet. Please try again later.",
    refused: "The service did not accept it. Please send it again.",
    fault: "Something went wrong in this browser. Please send it again.",
    kept: "Everything you wrote is still here.",
    again: (seconds: number) => `We try again in ${seconds} seconds.`,
    once: "It is the same locked message. The service keeps it only once.",
    renewed: "The team has a new key. Your message was locked again with it.",
    retry: "Try again now",
    resend: "Lock and send again",
    change: "Change my answers",
    stop: "Stop waiting",
    stopHere: "Stop here",
    stopHeading: "Sending has stopped",
    noMore: "This page does not try again by itself.",
    adviceFirst: [
      "If it arrived, you can read our answer later. Choose “Read an answer”, and type your nine words.",
      "If there is no answer when you need one, ask for help once more from the start. You will get new words. It does no harm if your message reaches us twice.",
    ],
    adviceAgain: ["Come back later with your nine words. If you are not sure, write it again. It does no harm if your message reaches us twice."],
    arrived: "Your message was sent after all. You need to do nothing more.",
  },

  lose: {
    heading: "Throw away what you wrote?",
    text: "Back at the start, this page forgets what you chose and wrote.",
    written: "You wrote something and did not send it. This page forgets it now.",
    unsure: "We do not know whether what you wrote has arrived. This page forgets it now.",
    no: "No, keep it",
    yes: "Yes, throw it away",
  },

  words: {
    heading: "Your nine words",
    notSent: "Nothing has been sent yet. First keep these words.",
    text: [
      "These words are your key. You need all nine, in this order, to read our answer.",
      "We can’t find them for you if you lose them. Anyone who has them can read our answers, write to us as if they were you, and delete everything.",
      "Write them on paper, or learn them by heart. Keep the paper where no one will look. You can hide the words in a shopping list.",
    ],
    kept: "I have kept my nine words",
    keptRequired: "Please tick this box when you have kept your words. Once you leave this page, we can’t show them again.",
    next: "Continue",
    askHeading: "Check that you kept them",
    ask: (position: number) => `Please type word number ${position}`,
    askHint: "You can copy and paste.",
    wrong: "That is not the right word. Try again, or look at your words once more.",
    show: "Show my words again",
    again: "See my nine words",
  },

  after: {
    heading: "What happens next",
    sent: "Your message was sent, and you have kept your words.",
    text: [
      "A person of the team will read your message and answer here. We can’t say how fast.",
      "Come back to this site, choose “Read an answer”, and type your nine words.",
      "You can write more, or delete everything, in the same place.",
    ],
    noContact: "We will not call you or send you a message.",
    both: "Was your first version still on its way? Then it can come later, and the team may read both.",
    contact: "We use the details you gave only in the way you said.",
    now: "Look for an answer now",
    done: "Finish",
  },

  enter: {
    heading: "Your nine words",
    label: "Type or paste your nine words",
    hint: "In the right order. Capital letters and extra spaces do not matter.",
    screen: "Could someone else see your screen now? If so, come back later.",
    none: "Please type your nine words.",
    unknown: (words: readonly { position: number; word: string }[]) =>
      words.length === 1
        ? `Word ${words[0]?.position ?? 0}, “${words[0]?.word ?? ""}”, is not in the list. Please check how it is written.`
        : `These words are not in the list: ${words.map(({ position, word }) => `${position} “${word}”`).join(", ")}. Please check how they are written.`,
    count: (n: number) => `You typed ${count(n)} ${n === 1 ? "word" : "words"}. Please type all nine.`,
    checksum: "These nine words do not fit together. Please check for a wrong word, or two words in the wrong order.",
    open: "Read answers",
    opening: "Opening your mailbox. This can take some seconds…",
  },

  answers: {
    heading: "Your answers",
    none: "There is no answer yet. Please look again later.",
    noneText: [
      "Is every word right, and in its place? A wrong word can look like this.",
      "Did you delete everything with these words, or did your message perhaps not arrive? Then nobody can answer here. You can ask for help again: you will get new words.",
    ],
    anew: "Ask for help again",
    unchecked: "We could not get the keys that answers are checked with. So we can’t show you now whether there is one. Please look again.",
    missing: "An answer here is missing, or could not be checked. We do not show it.",
    answer: "Answer",
    notice: "Notice",
    on: (date: string) => `Written on ${date}`,
    state: "Where it stands: ",
    states: {
      received: "We have your message.",
      read: "A person has read your message.",
      talking: "We have answered.",
      waiting: "We are waiting for you. No hurry.",
      closed: "We have closed this. Write here if you want it open.",
    } satisfies Record<State, string>,
    opened: (date: string, purpose: string) => `Your contact details were opened by the team on ${date}, to ${purpose}.`,
    purposes: {
      call: "call or write to you",
      meet: "meet you",
      "safe-place": "find a safe place for the night",
      medical: "get urgent medical help",
    } satisfies Record<Purpose, string>,
    earlier: "Show earlier answers",
    again: "Look again",
    write: "Write to the team",
    erase: "Delete everything",
    close: "Close and forget my words",
    unreachable: "We can’t reach the service just now. Please try again.",
    busy: "The service can’t answer just now. Please try again.",
    before: "What you see here is from before.",
  },

  followUp: {
    heading: "Write to the team",
    nothing: "Please write something here.",
    consent: "The team may read what I wrote, to answer me.",
    sentHeading: "Your message was sent",
    sent: "The team can answer here. Your nine words stay the same.",
    back: "Back to your answers",
    both: "Your first version may have arrived. If you send another one, the team may read both.",
  },

  erase: {
    heading: "Delete everything?",
    text: [
      "This deletes everything that was sent with your nine words, and all our answers. It can’t be undone.",
      "Your nine words will then open none of it.",
      "A team member who has read your message has read it. Copies made for repair stay until the keys for that week are destroyed.",
    ],
    unsure: "We see no answer under the words you typed. If a word is wrong, this does not delete your messages. Check your words first.",
    yes: "Yes, delete everything",
    no: "No, go back",
    working: "Deleting. This can take some seconds…",
    failed: "We do not know whether everything was deleted. We could not reach the service, or its answer was lost. Please try again. It does no harm to do it twice.",
    doubt: "We do not know whether everything was deleted. To be sure, choose “Delete everything” once more.",
    again: "Try again",
    doneHeading: "Everything is deleted",
    done: "What was sent with these nine words, and our answers, is gone from the service. The words open none of it any more.",
    doneText: [
      "Was a message still on its way? Then it can come later. To be sure, delete everything once more in some minutes.",
      "If you want to ask again, start a new request. You will get new words. Please use those.",
    ],
    onceMore: "Delete everything once more",
    toStart: "Back to the start",
  },
} as const

export type Words = typeof en
