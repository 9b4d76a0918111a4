/* Shows an EPUB in epub.js, in Debian's chromium, and prints what is wrong with its pages as JSON.
 *
 * usage: node read-epub.cjs NODE_MODULES BOOK.epub WIDTH HEIGHT [SHOTS-FOLDER HREF...]
 *
 * WIDTH and HEIGHT are the screen in CSS pixels.  Each page of the spine is shown by day and by night (the
 * reader's own colours over the book's).  Wrong is: a box wider (in vertical text: higher) than the
 * page, text in a colour other than the reader's, an error of the engine.  With a folder, the first screens
 * of the pages named are kept there as PNG, in both lights. */
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, book, width, height, shots, ...wanted] = process.argv.slice(2);
const puppeteer = require(path.join(modules, 'puppeteer-core'));
const library = (...names) => fs.readFileSync(path.join(modules, ...names), 'utf8');

const LIGHTS = {day: ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'], night: ['rgb(221, 221, 221)', 'rgb(17, 17, 17)']};

/* In the browser: shows a page of the spine, in a light. */
async function show(href, colour, ground) {
	const themes = window.rendition.themes;
	themes.override('color', colour, true);
	themes.override('background', ground, true);
	await window.rendition.display(href);
	document.body.style.background = ground;
	await new Promise((done) => setTimeout(done, 30));
}

/* In the browser: what is wrong with what is shown. */
function look(colour) {
	const frame = document.querySelector('iframe');
	const inside = frame.contentDocument, view = frame.contentWindow;
	const vertical = view.getComputedStyle(inside.documentElement).writingMode.startsWith('vertical');
	const style = view.getComputedStyle(inside.body);
	const room = vertical ? window.innerHeight : parseFloat(style.columnWidth) || window.innerWidth;
	const wrong = [];
	for (const e of inside.body.querySelectorAll('*')) {
		const what = e.tagName + (e.className ? '.' + e.className : '');
		for (const r of e.getClientRects())
			if ((vertical ? r.height : r.width) > room + 1) {
				wrong.push(`${what} is ${Math.round(vertical ? r.height : r.width)} px, the page ${Math.round(room)}`);
				break;
			}
		const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
		if (text && view.getComputedStyle(e).color !== colour)
			wrong.push(`${what} is ${view.getComputedStyle(e).color}`);
		if (text && !['rgba(0, 0, 0, 0)', 'transparent'].includes(view.getComputedStyle(e).backgroundColor))
			wrong.push(`${what} lies on ${view.getComputedStyle(e).backgroundColor}`);
	}
	return wrong;
}

(async () => {
	const browser = await puppeteer.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
			'--disable-background-networking', '--disable-component-update'],
	});
	const page = await browser.newPage();
	const errors = [];
	page.on('pageerror', (error) => errors.push(String(error)));
	await page.setViewport({width: +width, height: +height, deviceScaleFactor: 2});
	await page.setContent('<!DOCTYPE html><body style="margin: 0"><div id="area"></div>');
	await page.addScriptTag({content: library('jszip', 'dist', 'jszip.min.js')});
	await page.addScriptTag({content: library('epubjs', 'dist', 'epub.min.js')});
	const hrefs = await page.evaluate(async (bytes, w, h) => {
		const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)).buffer;
		window.book = window.ePub(data);
		await window.book.ready;
		window.rendition = window.book.renderTo('area', {width: w, height: h, flow: 'paginated', spread: 'none'});
		return window.book.spine.spineItems.map((item) => item.href);
	}, fs.readFileSync(book).toString('base64'), +width, +height);
	const wrong = {};
	for (const href of hrefs) {
		if (wanted.length && !wanted.includes(href))
			continue;
		for (const [light, [colour, ground]] of Object.entries(LIGHTS)) {
			await page.evaluate(show, href, colour, ground);
			const found = await page.evaluate(look, colour);
			if (found.length)
				wrong[href] = (wrong[href] || []).concat(found.slice(0, 8));
			if (shots)
				await page.screenshot({path: path.join(shots, `${href}-${width}-${light}.png`)});
		}
	}
	await browser.close();
	console.log(JSON.stringify({pages: hrefs.length, wrong, errors}));
})().catch((error) => {
	console.error(error);
	process.exit(1);
});
