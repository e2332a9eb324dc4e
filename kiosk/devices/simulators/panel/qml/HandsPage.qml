pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Everything hands do in front of the cabinet.
ColumnLayout {
    spacing: Look.pad

    CardSection { Layout.fillWidth: true }

    CameraSection { Layout.fillWidth: true }

    RowLayout {
        Layout.fillHeight: true
        Layout.fillWidth: true
        spacing: Look.pad

        CabinetSection { Layout.fillHeight: true; Layout.fillWidth: true }

        PrinterSection { Layout.fillHeight: true; Layout.preferredWidth: 240 }
    }
}
