pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Something to read before going on; the long part opens on wish.
PageBody {
    id: explain

    property bool opened: false
    readonly property int lines: page.sections.reduce((sum, section) => sum + section.lines.length, 0)

    least: Theme.small ? text.whole : 0

    Scroller {
        id: text
        anchors.fill: parent
        spacing: Theme.gap * 1.2

        Repeater {
            model: explain.page.sections.length

            SectionCard {
                required property int index
                width: parent?.width ?? 0
                section: explain.page.sections[index] ?? ({})
                airy: !Theme.wide && !Theme.small && explain.lines <= 6
            }
        }

        BigButton {
            width: parent?.width ?? 0
            visible: explain.page.more.length > 0
            look: "quiet"
            picture: explain.opened ? "up" : "down"
            text: explain.opened ? Screen.words.less : Screen.words.more
            onTapped: explain.opened = !explain.opened
        }

        Repeater {
            model: explain.opened ? explain.page.more.length : 0

            Words {
                required property int index
                width: parent?.width ?? 0
                text: explain.page.more[index] ?? ""
            }
        }
    }

    SpareEmblem {
        name: explain.page.icon
        above: text.whole
    }
}
