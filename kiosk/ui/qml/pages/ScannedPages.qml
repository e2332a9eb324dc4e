pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// What was taken: one page large, the others beside it, what can be done with the large one.
PageBody {
    id: scanned

    property int chosen: 1
    readonly property int sheet: Math.max(1, Math.min(chosen, page.count))

    onPageChanged: chosen = Math.min(chosen, Math.max(1, page.count))
    Component.onCompleted: chosen = Math.max(1, page.count)

    least: what.implicitHeight + acts.height + (strip.visible ? strip.implicitHeight + Theme.gap : 0) + Theme.mm(40)
        + 2 * Theme.gap

    Words {
        id: what
        width: parent.width
        text: scanned.page.component + " · " + Screen.words.sheet + "\u00a0" + scanned.sheet + "/" + scanned.page.count
        heavy: true
    }

    LiveView {
        anchors.top: what.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: strip.visible ? strip.top : acts.top
        anchors.bottomMargin: Theme.gap
        width: parent.width
        source: Screen.pictures["page-" + scanned.sheet] ?? ""
        waiting: Screen.words.sheet + " " + scanned.sheet
        Accessible.name: Screen.words.sheet + " " + scanned.sheet
    }

    SheetStrip {
        id: strip
        anchors.bottom: acts.top
        anchors.bottomMargin: Theme.gap
        width: parent.width
        visible: scanned.page.count > 1
        count: scanned.page.count
        chosen: scanned.sheet
        onPicked: sheet => scanned.chosen = sheet
    }

    Row {
        id: acts
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: ["retake", "up", "remove"]

            BigButton {
                required property string modelData
                readonly property var names: ({ retake: Screen.words.retake, up: Screen.words.move_up, remove: Screen.words.remove })

                width: (acts.width - 2 * acts.spacing) / 3
                height: Math.max(implicitHeight, Theme.mm(Theme.small ? 19 : 22))
                look: "quiet"
                picture: modelData
                text: names[modelData]
                enabled: modelData !== "up" || scanned.sheet > 1
                onTapped: {
                    if (Screen.answer(modelData, String(scanned.sheet)) && modelData === "up")
                        scanned.chosen = scanned.sheet - 1;
                }
            }
        }
    }
}
