import { app, type Session, type WebContents } from 'electron';
import { isOurs } from './bundle-path';

/**
 * The window talks to no network; only the engine does, by Node's own sockets, which this does not touch. No
 * name or address resolves for Chromium, so that not even a preconnect leaves. To be called before ready.
 */
export function cutOffChromium(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** Blocks every request that is not for the window's own files; in development the devtools' too are let through. */
export function blockRequests(session: Session, development: boolean): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = isOurs(details.url) || (development && details.url.startsWith('devtools://'));
    answer({ cancel: !allowed });
  });
}

/** WebRTC would send its first packets past the request filter and the content policy. */
export function blockPeerConnections(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
