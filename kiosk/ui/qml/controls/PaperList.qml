pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// Which papers go one way: into the compartment, or home.
Rectangle {
    id: list

    property string heading
    property string picture
    property var papers: []

    implicitHeight: column.implicitHeight + 2 * Theme.pad
    radius: Theme.radius
    color: Theme.tint
    border.width: Theme.hairline
    border.color: Theme.brand

    Icon {
        x: Theme.pad
        y: Theme.pad
        visible: !Theme.small
        name: list.picture
    }

    Column {
        id: column
        x: Theme.pad + (Theme.small ? 0 : Theme.icon + Theme.gap)
        y: Theme.pad
        width: parent.width - x - Theme.pad
        spacing: Theme.gap * 0.4

        Words {
            width: parent.width
            text: list.heading
            heavy: true
            color: Theme.brand
        }

        Words {
            width: parent.width
            visible: list.papers.length === 0
            text: Screen.words.nothing
            color: Theme.soft
        }

        Repeater {
            model: list.papers.length

            Words {
                required property int index
                width: column.width
                text: list.papers[index] ?? ""
            }
        }
    }
}
