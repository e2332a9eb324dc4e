pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Digits on the pad; the way on opens when there are enough of them.
PageBody {
    id: enter

    property string digits: ""
    readonly property bool enough: digits.length >= page.shortest && digits.length <= page.longest
    readonly property bool ownWayOn: !page.buttons.some(button => button.name === "typed")

    function act(name: string): void {
        Screen.answer(name, name === "typed" ? digits : "");
    }

    buttons: page.buttons.map(button => button.name === "typed" ? Object.assign({}, button, { enabled: enough }) : button)
        .concat(ownWayOn ? [{ name: "typed", label: Screen.words.go_on, look: "primary", enabled: enough }] : [])

    Component.onCompleted: digits = page.value
    onPageChanged: if (page.error !== "" && page.value !== digits)
        digits = page.value

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
        onTyped: digits => enter.digits = digits
    }
}
