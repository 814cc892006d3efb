import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SetUpError } from './zabbix-api.mjs';

const NAME = 'coc-alarm-agent';
const MEDIA_TYPE_FILE = new URL('../coc-alarm-agent-media-type.yaml', import.meta.url);
const SECRET_TEXT = '1';
const ALL_SEVERITIES = 63;
const ALWAYS = '1-7,00:00-24:00';
const SUPER_ADMIN = '3';
const NO_FRONTEND = '3';
const SEVERITY_AT_LEAST = { conditiontype: 4, operator: 5 };

/** Sets a global macro. What a secret macro holds cannot be read, so it is always written. */
export async function setMacro({ api, report }, { macro, value, secret = false, description }) {
  const [known] = await api.call('usermacro.get', { globalmacro: true, output: 'extend', filter: { macro } });
  const type = secret ? SECRET_TEXT : '0';
  if (!known)
    return report('create', `global macro ${macro}`, () =>
      api.call('usermacro.createglobal', { macro, value, type, description }),
    );
  if (!secret && known.value === value && known.type === type) return report('keep', `global macro ${macro}`);
  return report('update', `global macro ${macro}`, () =>
    api.call('usermacro.updateglobal', { globalmacroid: known.globalmacroid, value, type }),
  );
}

/** Imports the media type, and answers its id; undefined in a dry run that would create it. */
export async function importMediaType({ api, report }) {
  const find = () => api.call('mediatype.get', { output: ['mediatypeid'], filter: { name: NAME } });
  const [known] = await find();
  await report(known ? 'update' : 'create', `media type "${NAME}"`, () =>
    api.call('configuration.import', {
      format: 'yaml',
      rules: { mediaTypes: { createMissing: true, updateExisting: true } },
      source: readFileSync(MEDIA_TYPE_FILE, 'utf8'),
    }),
  );
  return known?.mediatypeid ?? (await find())[0]?.mediatypeid;
}

/** A role that sees every host, so that no message lacks permission, and can do nothing: no page, no API, no action. */
export async function ensureRole({ api, report }) {
  const [known] = await api.call('role.get', { output: ['roleid', 'type'], filter: { name: NAME } });
  if (known && known.type !== SUPER_ADMIN)
    report(
      'note',
      `role "${NAME}" is not of type Super admin: its user gets messages only of hosts that its groups may read`,
    );
  if (known) return report('keep', `role "${NAME}"`, undefined, known.roleid);
  const rules = {
    ui: [{ name: 'monitoring.dashboard', status: 1 }],
    'ui.default_access': 0,
    'modules.default_access': 0,
    'actions.default_access': 0,
    'api.access': 0,
  };
  return report('create', `role "${NAME}" (sees all hosts, may do nothing)`, async () => {
    const { roleids } = await api.call('role.create', { name: NAME, type: SUPER_ADMIN, rules });
    return roleids[0];
  });
}

/** A user group whose members cannot open the frontend. */
export async function ensureGroup({ api, report }) {
  const [known] = await api.call('usergroup.get', {
    output: ['usrgrpid', 'users_status'],
    filter: { name: NAME },
  });
  if (known?.users_status === '1')
    throw new SetUpError(`the user group "${NAME}" is disabled, so it gets no messages; enable it`);
  if (known) return report('keep', `user group "${NAME}"`, undefined, known.usrgrpid);
  return report('create', `user group "${NAME}" (no access to the frontend)`, async () => {
    const { usrgrpids } = await api.call('usergroup.create', { name: NAME, gui_access: NO_FRONTEND });
    return usrgrpids[0];
  });
}

/** The user that messages go to. Its own, as Zabbix does not tell the author of an update about that update. */
export async function ensureUser({ api, report }, { mediatypeid, roleid, usrgrpid }) {
  const [known] = await api.call('user.get', {
    output: ['userid', 'timezone'],
    selectMedias: 'extend',
    filter: { username: NAME },
  });
  const media = { mediatypeid, sendto: NAME, active: 0, severity: ALL_SEVERITIES, period: ALWAYS };
  if (!known)
    return report('create', `user "${NAME}" (UTC, all severities, always)`, async () => {
      const passwd = `${randomBytes(24).toString('base64url')}aA1!`;
      const user = {
        username: NAME,
        passwd,
        roleid,
        usrgrps: [{ usrgrpid }],
        timezone: 'UTC',
        medias: [media],
      };
      return (await api.call('user.create', user)).userids[0];
    });
  const isOurs = (one) => one.mediatypeid === mediatypeid;
  const found = known.medias.find(isOurs);
  const isRight =
    found?.active === '0' && found.severity === String(ALL_SEVERITIES) && found.period === ALWAYS;
  if (known.timezone === 'UTC' && isRight) return report('keep', `user "${NAME}"`, undefined, known.userid);
  const others = known.medias.filter((one) => !isOurs(one)).map(writableMedia);
  return report('update', `user "${NAME}" (UTC, all severities, always)`, async () => {
    await api.call('user.update', { userid: known.userid, timezone: 'UTC', medias: [...others, media] });
    return known.userid;
  });
}

function writableMedia({ mediatypeid, sendto, active, severity, period }) {
  return { mediatypeid, sendto, active, severity, period };
}

/** An action whose problem, recovery and update operations all send to the user. What an admin changed stays. */
export async function ensureAction({ api, report }, { name, eventsource, minSeverity, mediatypeid, userid }) {
  const [known] = await api.call('action.get', {
    output: ['actionid', 'status'],
    selectOperations: ['operationtype', 'opmessage'],
    selectRecoveryOperations: ['operationtype', 'opmessage'],
    selectUpdateOperations: ['operationtype', 'opmessage'],
    filter: { name },
  });
  const operation = {
    operationtype: 0,
    opmessage: { default_msg: 1, mediatypeid },
    opmessage_usr: [{ userid }],
  };
  if (!known) return report('create', `action "${name}"`, () => createAction());
  const missing = missingOperations(known);
  if (known.status === '1')
    report('note', `the action "${name}" is disabled: enable it when you want it to send`);
  if (missing.length === 0) return report('keep', `action "${name}"`);
  throw new SetUpError(
    `the action "${name}" has no ${missing.join(' and no ')} operations: add them, or remove the action and run this again`,
  );

  async function createAction() {
    const conditions = minSeverity === '0' ? [] : [{ ...SEVERITY_AT_LEAST, value: minSeverity }];
    return api.call('action.create', {
      name,
      eventsource,
      esc_period: '1h',
      ...(eventsource === 0 && { filter: { evaltype: 0, conditions } }),
      operations: [{ ...operation, esc_step_from: 1, esc_step_to: 1 }],
      recovery_operations: [operation],
      update_operations: [operation],
    });
  }
}

/** In 6.0 the lists are called as in the request; older answers had other names. */
function missingOperations(action) {
  const lists = {
    problem: action.operations,
    recovery: action.recovery_operations ?? action.recoveryOperations,
    update: action.update_operations ?? action.updateOperations,
  };
  return Object.keys(lists).filter((kind) => (lists[kind] ?? []).length === 0);
}
