import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MessageKey, Say } from '../../shared/messages/catalogue';
import { type ExternalLink, openLink } from './links';

type Role = NonNullable<MenuItemConstructorOptions['role']>;

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/**
 * The application's menu: what every program has, locking, and help. There is no reload: a page has nothing to lose by
 * staying.
 */
export function setMenu(say: Say, development: boolean, lock: () => void): void {
  const item = (role: Role, key: MessageKey): MenuItemConstructorOptions => ({ role, label: say(key) });
  const link = (name: ExternalLink): MenuItemConstructorOptions => ({
    label: say(`main.menu.${name}`),
    click: () => void openLink(name),
  });
  const menu = (key: MessageKey, submenu: MenuItemConstructorOptions[]): MenuItemConstructorOptions => ({
    label: say(key),
    submenu,
  });

  const template = [
    ...(process.platform === 'darwin'
      ? [{ role: 'appMenu' as const }]
      : [menu('main.menu.file', [item('quit', 'main.menu.quit')])]),
    menu('main.menu.edit', [
      item('undo', 'main.menu.undo'),
      item('redo', 'main.menu.redo'),
      SEPARATOR,
      item('cut', 'main.menu.cut'),
      item('copy', 'main.menu.copy'),
      item('paste', 'main.menu.paste'),
      item('selectAll', 'main.menu.selectAll'),
    ]),
    menu('main.menu.view', [
      item('resetZoom', 'main.menu.resetZoom'),
      item('zoomIn', 'main.menu.zoomIn'),
      item('zoomOut', 'main.menu.zoomOut'),
      SEPARATOR,
      item('togglefullscreen', 'main.menu.fullScreen'),
      ...(development ? [SEPARATOR, item('toggleDevTools', 'main.menu.devtools')] : []),
    ]),
    menu('main.menu.window', [
      item('minimize', 'main.menu.minimize'),
      SEPARATOR,
      { label: say('main.menu.lock'), accelerator: 'CmdOrCtrl+L', click: lock },
    ]),
    menu('main.menu.help', [link('project'), link('issues'), link('licence')]),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
