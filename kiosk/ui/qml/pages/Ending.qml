pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// How it ended: what happened, what to do, what was kept.
PageBody {
    id: ending

    readonly property color front: page.look === "good" ? Theme.good : page.look === "warning" ? Theme.warn : Theme.bad

    centred: true
    least: Theme.small ? told.whole : 0

    Scroller {
        id: told
        anchors.fill: parent
        centred: true
        spacing: Theme.gap * 1.8

        Emblem {
            anchors.horizontalCenter: parent?.horizontalCenter
            width: Theme.mm(Theme.small ? 34 : Theme.wide ? 34 : 76)
            name: ending.page.look === "good" ? "check" : ending.page.look
            front: ending.front
            color: ending.page.look === "good" ? Theme.goodGround
                : ending.page.look === "warning" ? Theme.warnGround : Theme.badGround
            border.width: Theme.hairline
            border.color: ending.front
        }

        Repeater {
            model: ending.page.lines.length

            Words {
                required property int index
                width: parent?.width ?? 0
                text: ending.page.lines[index] ?? ""
                capital: index === 0 ? Theme.strong : Theme.body
                heavy: index === 0
                horizontalAlignment: Text.AlignHCenter
            }
        }

        CodeView {
            width: parent.width
            visible: ending.page.code !== ""
            code: ending.page.code
        }

        Words {
            width: parent.width
            visible: ending.page.staff_code !== ""
            text: Screen.words.for_staff + ": " + ending.page.staff_code
            capital: Theme.fine
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
