import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { listWarRooms } from '../../coc/calls/list-war-rooms.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type CocSession, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { levelWords } from './incident-look.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';

type Room = AnswerOf<typeof listWarRooms>['list'][number];

interface RoomListOptions extends ListOptions {
  readonly incident?: string;
  readonly title?: string;
}

/** Begin of the time that is searched. COC shows only 30 days without one, and may take 0 for none. */
const SINCE_EVER = 1;

const COLUMNS: readonly Column[] = [
  { heading: 'NUMBER' },
  { heading: 'STATUS' },
  { heading: 'INCIDENT' },
  { heading: 'LEVEL', spare: 3 },
  { heading: 'TITLE', least: 16, floor: 10 },
  { heading: 'ADMIN', least: 8, spare: 2 },
  { heading: 'OPENED', spare: 1 },
];

/** Prints war rooms, and returns the exit code. */
export function printWarRooms(options: RoomListOptions): Promise<number> {
  return withCoc(options, (session) => printList(roomListing(session, options), options));
}

function roomListing(
  { call, timezone, config }: CocSession,
  { incident, title }: RoomListOptions,
): CocList<Room> {
  const statusOf = ({ war_room_status: status }: Room) => {
    const { id, name_en: en, name_zh: zh } = status ?? {};
    return (config.language === 'zh' ? zh || en : en || zh) || id || '-';
  };
  return {
    ...{ of: 'war rooms', byOffset: true, idOf: (row) => numberOf(row), note: `times in ${timezone}` },
    async readPage({ limit, offset = 1 }) {
      const filters = { incident_num: incident, title, triggered_start_time: SINCE_EVER };
      const result = await callApi(call, listWarRooms, { body: { limit, offset: offset - 1, ...filters } });
      if (result.kind !== 'answered') return result;
      const { list: rows, total } = result.answer;
      return { ...result, answer: { rows, total } };
    },
    table: (rows, terminal) => {
      const cells = rows.map((row) => [
        numberOf(row),
        statusOf(row),
        row.incident?.incident_id || '-',
        levelWords(row.incident?.failure_level),
        row.title || '-',
        row.admin || '-',
        timeOrDash(timezone, row.create_time),
      ]);
      return fittedTable(COLUMNS, cells, terminal);
    },
  };
}

function numberOf({ war_room_num, id }: Room): string {
  return war_room_num || id || '-';
}
