// SPDX-License-Identifier: GPL-2.0
// bleno: a service with a value that is read only over an encrypted link.
'use strict';

const bleno = require('@abandonware/bleno');

const say = (event) => console.log(JSON.stringify(event));

const secret = new bleno.Characteristic({
	uuid: 'fff1',
	properties: ['read'],
	secure: ['read'],
	onReadRequest: (...args) => {
		say({ event: 'read' });
		args.pop()(bleno.Characteristic.RESULT_SUCCESS, Buffer.from('value'));
	},
});

bleno.on('stateChange', (state) => {
	if (state === 'poweredOn')
		bleno.startAdvertising('peer', ['fff0']);
});
bleno.on('advertisingStart', (error) => {
	bleno.setServices([
		new bleno.PrimaryService({ uuid: 'fff0', characteristics: [secret] }),
	]);
	say({ event: 'advertising', error: error ? String(error) : '' });
});
bleno.on('accept', () => say({ event: 'connected' }));
bleno.on('disconnect', () => say({ event: 'disconnected' }));
