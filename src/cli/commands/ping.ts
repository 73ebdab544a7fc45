import type { Command } from 'commander';
import type { Retention } from '../../core/sources/model';
import { keepsAll } from '../../core/sources/retention';
import { siteFingerprint } from '../../core/sources/survey';
import { BackupServer } from '../../core/sources/ts-pro-backup/client';
import type { Say } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, fields } from '../base/layout';
import { type ServerOptions, serverAddress, withServer } from '../base/options';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

/** `salvor ping`: whether the server answers to this API key, which site it is, and its fingerprint. */
export function addPing(program: Command, session: Session): void {
  const { say, terminal } = session;
  const command = program.command('ping').description(say('cli.ping.description'));
  withServer(withCommon(command, say), say).action(async (options: ServerOptions) => {
    const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
    const address = await serverAddress(options);
    const server = new BackupServer(address, apiKey);
    try {
      const ping = await server.ping(session.signal);
      const fingerprint = siteFingerprint(ping, server.host);
      const large = fingerprint === null ? null : terminal.strong(fingerprint.split(':').join('  '));
      session.finish({
        json: {
          server: address.url,
          version: ping.version,
          site: ping.site,
          fingerprint,
          publicKey: ping.e2ee_public_key,
          scopes: ping.scopes,
          requireE2ee: ping.require_e2ee,
          encryptAtRest: ping.encrypt_at_rest,
          retention: ping.retention,
          proxy: server.proxy,
        },
        text: block(
          fields([
            [say('cli.ping.site'), printable(ping.site.name)],
            [say('cli.ping.server'), say('cli.ping.server-version', { host: server.host, version: ping.version })],
            [say('cli.ping.retention'), retentionText(say, ping.retention)],
            [
              say('cli.ping.proxy'),
              server.proxy === null ? null : say('cli.ping.proxy-value', { proxy: server.proxy }),
            ],
          ]),
          large === null ? say('cli.ping.no-fingerprint') : `${say('cli.ping.fingerprint')}\n\n    ${large}\n`,
          fingerprint === null ? '' : say('cli.ping.compare', { fingerprint }),
        ),
      });
    } finally {
      await server.close();
    }
  });
}

/** "0 days" of every tier would read as the opposite of what it means. */
function retentionText(say: Say, retention: Retention | null): string {
  if (retention === null) return say('cli.ping.retention-unknown');
  return keepsAll(retention) ? say('cli.ping.keeps-all') : say('cli.ping.tiers', retention);
}
