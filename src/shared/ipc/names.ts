import type { CallName, EventName } from './contract';

/**
 * The contract's names alone, for the preload: it must stay small, and the contract itself would bring the
 * schema library along. The compiler refuses a name that is missing here, and one that is not in the contract.
 */
export const callNames = {
  'app.state': true,
  'app.setAppearance': true,
  'app.openLink': true,
  'servers.list': true,
  'servers.test': true,
  'servers.add': true,
  'servers.forget': true,
  'servers.giveApiKey': true,
  'servers.survey': true,
  'servers.confirmFingerprint': true,
  'authorities.choose': true,
  'practice.kit': true,
  'practice.useKey': true,
  'destinations.choose': true,
  'keys.paste': true,
  'keys.choose': true,
  'keys.forget': true,
  'restore.start': true,
  'files.choose': true,
  'files.handed': true,
  'secrets.hold': true,
  'secrets.choose': true,
  'secrets.forget': true,
  'destinations.chooseForFile': true,
  'open.start': true,
  'drill.start': true,
  'drill.startList': true,
  'drill.save': true,
  'drill.history': true,
  'restore.pause': true,
  'restore.resume': true,
  'restore.cancel': true,
  'restore.showInFolder': true,
  'look.start': true,
  'look.fileOfResult': true,
  'look.entries': true,
  'look.objects': true,
  'look.tables': true,
  'look.rows': true,
  'look.dump': true,
  'look.choosePlace': true,
  'look.extract': true,
  'look.stop': true,
  'look.showInFolder': true,
  'look.end': true,
} as const satisfies Record<CallName, true>;

export const eventNames = {
  'restore.progress': true,
  'restore.ended': true,
  'file.waiting': true,
  'drill.ended': true,
  'drill.listed': true,
  'drill.listEnded': true,
  'look.progress': true,
  'look.opened': true,
  'look.ended': true,
} as const satisfies Record<EventName, true>;

/** The channel of `Bridge.drop`. No call has this name, so that `Bridge.call` cannot reach it with a path of its own. */
export const DROP_CHANNEL = 'salvor:drop';

/** The channel of one call or event, so that Electron itself knows no others. */
export const channelOf = (name: CallName | EventName): string => `salvor:${name}`;
