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

    least: boxes.height + Theme.gap + 4 * (Theme.mm(14) + pad.spacing)

    DigitBoxes {
        id: boxes
        width: parent.width
        y: Math.max(0, (pad.y - height) * 0.6)
        digits: enter.digits
        longest: enter.page.longest
        groups: enter.page.groups
        hidden: enter.page.hidden
    }

    DigitPad {
        id: pad
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Theme.mm(Theme.small ? 100 : 190))
        keyHeight: Math.min(Theme.mm(36), (enter.free - boxes.height - Theme.gap) / 4 - spacing)
        digits: enter.digits
        longest: enter.page.longest
        onTyped: digits => enter.typed(digits)
    }
}
