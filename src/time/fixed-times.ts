/** Times that no setting changes, and that several rooms must agree on. All in ms. */

/** How long an ended series or incident is remembered: a straggler of it is recognised for as long. */
export const ENDED_KEPT_MS = 48 * 3_600_000;

/** How much longer an incident that stays open in COC is followed: 31 days in all, as long as COC keeps it. */
export const OPEN_FOLLOWED_MS = 29 * 86_400_000;

/** The longest wait that a server's answer is obeyed for, and the wait of an entry for which the dead letters are full. */
export const LONGEST_ASKED_WAIT_MS = 15 * 60_000;
