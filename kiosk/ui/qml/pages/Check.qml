pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// One thing under test: the verdict, a picture or the cabinet where there is one, the figures, else its icon.
PageBody {
    id: check

    readonly property string verdict: page.verdict ?? ""
    readonly property bool pictured: (page.live ?? false) || (page.bays ?? []).length > 0
    readonly property real side: Theme.wide && pictured ? width * 0.42 : 0

    Banner {
        id: told
        x: check.side
        width: parent.width - x
        text: check.verdict === "passed" ? Screen.words.verdict_passed
            : check.verdict === "failed" ? Screen.words.verdict_failed
            : check.verdict === "running" ? Screen.words.verdict_running : ""
        look: check.verdict === "passed" ? "good" : check.verdict === "failed" ? "sorry" : "info"
        picture: check.verdict === "passed" ? "done" : check.verdict === "failed" ? "warning" : "clock"
    }

    Loader {
        id: picture
        active: check.pictured
        y: Theme.wide ? 0 : told.visible ? told.height + Theme.gap : 0
        width: Theme.wide ? check.side - Theme.margin : parent.width
        height: Theme.wide ? parent.height
            : Math.max(0, parent.height - y - Math.min(card.height, parent.height * 0.5) - advice.height - Theme.gap * 2)
        sourceComponent: check.page.live ? live : cabinet
    }

    Component {
        id: live

        LiveView {
            source: Screen.pictures.live ?? ""
            waiting: Screen.words.camera_wait
            ready: check.verdict === "passed"
        }
    }

    Component {
        id: cabinet

        CabinetView {
            bays: check.page.bays
        }
    }

    Scroller {
        id: scroller
        x: check.side
        width: parent.width - x
        anchors.bottom: advice.top
        anchors.bottomMargin: advice.visible ? Theme.gap : 0
        height: check.pictured && !Theme.wide ? Math.min(card.height, parent.height * 0.5)
            : parent.height - (told.visible ? told.height + Theme.gap : 0) - advice.height - anchors.bottomMargin

        Rectangle {
            id: card
            width: parent?.width ?? 0
            height: visible ? figures.implicitHeight + 2 * figures.y : 0
            visible: check.page.lines.length > 0
            radius: Theme.radius
            // beside a picture every millimetre is the picture's
            color: check.pictured ? "transparent" : Theme.card
            border.width: check.pictured ? 0 : Theme.hairline
            border.color: Theme.faint

            Column {
                id: figures
                x: check.pictured ? 0 : Theme.pad
                y: check.pictured ? 0 : Theme.pad * 0.6
                width: parent.width - 2 * x

                Repeater {
                    model: check.page.lines.length

                    CheckFigure {
                        required property int index
                        width: figures.width
                        line: check.page.lines[index] ?? ({})
                    }
                }
            }
        }
    }

    SpareEmblem {
        name: check.pictured ? "" : check.page.icon
        above: scroller.y + card.height
        below: advice.y
    }

    Banner {
        id: advice
        anchors.bottom: parent.bottom
        x: check.side
        width: parent.width - x
        text: check.page.advice ?? ""
        look: check.verdict === "failed" ? "sorry" : "info"
        picture: "wrench"
    }
}
