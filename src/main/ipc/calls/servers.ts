import { failed } from '../../../core/errors';
import { normaliseFingerprint } from '../../../core/formats/site-key';
import { checkAddress, checkApiKey } from '../../../core/sources/kinds/registry';
import type { Dialogs } from '../../electron/dialogs';
import { Tokens } from '../../files/tokens';
import { askEngine } from '../../jobs/engine-host';
import type { Authorities } from '../../sources/authorities';
import type { Draft, Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';

const DRAFT_LIFETIME_MS = 60 * 60 * 1000;

interface Parts {
  servers: Servers;
  surveys: Surveys;
  authorities: Authorities;
  dialogs: Dialogs;
}

export function serverCalls({ servers, surveys, authorities, dialogs }: Parts): HandlersOf<'servers'> {
  const drafts = new Tokens<Draft>(DRAFT_LIFETIME_MS, 16);

  return {
    'servers.list': () => servers.views(),

    'servers.test': async ({ url, apiKey, allowHttp, authorities: tokens }) => {
      const address = { url: checkAddress(url, allowHttp), allowHttp, authorities: authorities.find(tokens) };
      const access = { address, apiKey: checkApiKey(address, apiKey) };
      const probe = await askEngine({ kind: 'probe', ...access });
      return { draft: drafts.issue({ ...access, site: probe.site }), ...probe };
    },

    'servers.add': async ({ draft: token }) => {
      const draft = drafts.find(token);
      if (draft === undefined) throw failed('unexpected', { detail: 'a server that no one tested' });
      const id = await servers.add(draft);
      drafts.forget(token);
      return servers.view(id);
    },

    'servers.forget': ({ server }) => {
      servers.forget(server);
      surveys.forget(server);
      return null;
    },

    'servers.giveApiKey': async ({ server, apiKey: given }) => {
      const address = servers.address(server);
      const apiKey = checkApiKey(address, given);
      const { site } = await askEngine({ kind: 'probe', address, apiKey });
      // Another site's key would show that site's archives under this one's name.
      if (site.id !== servers.site(server).siteId) throw failed('unauthorised', { host: new URL(address.url).host });
      await servers.giveApiKey(server, apiKey);
      return servers.view(server);
    },

    'servers.survey': async ({ server }) => surveys.take(server),

    'servers.confirmFingerprint': async ({ server, fingerprint: typed, replace }) => {
      const { site, fingerprint: actual } = await askEngine({ kind: 'probe', ...(await servers.access(server)) });
      const { pinned } = servers.site(server);
      if (actual === null) throw failed('site-has-no-key', { site: site.name });
      if (normaliseFingerprint(typed) !== actual) throw failed('fingerprint-differs', { expected: typed, actual });
      if (pinned !== null && pinned !== actual && !replace)
        throw failed('fingerprint-differs', { expected: pinned, actual });
      servers.pin(server, actual);
      return servers.view(server);
    },

    'servers.chooseAuthority': async () => {
      const path = await dialogs.authorityFile();
      return path === null ? null : authorities.read(path);
    },
  };
}
