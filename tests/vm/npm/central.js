// SPDX-License-Identifier: GPL-2.0
// noble: reads the value of peripheral.js, for which it has to pair.
'use strict';

const noble = require('@stoprocent/noble');

const say = (event) => console.log(JSON.stringify(event));

noble.on('stateChange', (state) => {
	say({ event: 'state', state });
	if (state === 'poweredOn')
		noble.startScanning(['fff0'], false);
});
noble.on('discover', async (peer) => {
	say({ event: 'found' });
	await noble.stopScanningAsync();
	await peer.connectAsync();
	say({ event: 'connected' });
	const { characteristics } =
		await peer.discoverSomeServicesAndCharacteristicsAsync(['fff0'], ['fff1']);
	const value = await characteristics[0].readAsync();
	say({ event: 'read', value: value.toString() });
	await peer.disconnectAsync();
	process.exit(0);
});
