pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Digits on the pad; the way on opens when there are enough of them. Where only one number of digits fits and all
// can be seen, the last one is word enough: it is answered after a moment in which it can still be erased. What was
// there before, and what was not taken, waits for a touch.
PageBody {
    id: enter

    property string digits: ""
    readonly property bool enough: digits.length >= page.shortest && digits.length <= page.longest
    readonly property bool toConfirm: page.buttons.some(button => button.name === "typed")
    readonly property bool byItself: page.shortest === page.longest && !page.hidden && !toConfirm
    property bool waits: false
    readonly property bool ownWayOn: !toConfirm && (waits || !byItself)

    function act(name: string): void {
        pause.stop();
        Screen.answer(name, name === "typed" ? digits : "");
    }

    buttons: page.buttons.map(button => button.name === "typed" ? Object.assign({}, button, { enabled: enough }) : button)
        .concat(ownWayOn ? [{ name: "typed", label: Screen.words.go_on, look: "primary", enabled: enough }] : [])

    function typed(fresh: string): void {
        digits = fresh;
        if (byItself && enough)
            pause.restart();
        else
            pause.stop();
    }

    Component.onCompleted: {
        digits = page.value;
        waits = enough;
    }
    onPageChanged: if (page.error !== "" && page.value !== digits)
        digits = page.value

    Timer {
        id: pause
        interval: 400
        onTriggered: enter.waits = !Screen.answer("typed", enter.digits) || enter.waits
    }

    // on a panel that lies on its long side the digits stand beside the pad
    readonly property real padHeight: free - (Theme.wide ? 0 : boxes.height + Theme.gap)
    readonly property real leastPad: 4 * (Theme.mm(Theme.largeText ? 17 : 14) + pad.spacing)

    least: Theme.wide ? leastPad : boxes.height + Theme.gap + leastPad

    DigitBoxes {
        id: boxes
        width: Theme.wide ? parent.width - pad.width - Theme.margin : parent.width
        y: Theme.wide ? (enter.free - height) / 2 : Math.max(0, (pad.y - height) * 0.6)
        digits: enter.digits
        longest: enter.page.longest
        groups: enter.page.groups
        hidden: enter.page.hidden
    }

    DigitPad {
        id: pad
        anchors.bottom: parent.bottom
        x: Theme.wide ? parent.width - width : (parent.width - width) / 2
        width: Math.min(parent.width, Theme.mm(Theme.small ? 100 : Theme.wide ? 160 : 190))
        keyHeight: Math.min(Theme.mm(36), enter.padHeight / 4 - spacing)
        digits: enter.digits
        longest: enter.page.longest
        onTyped: digits => enter.typed(digits)
    }
}
